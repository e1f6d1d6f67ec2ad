"""CRM and e-mail: contacts, companies, pipelines, deals, activities and the mail a workspace sends."""

from mewayz_crm.base import Base
from mewayz_crm.environment import CrmEnvironment
from mewayz_crm.record_access.service import narrow
from mewayz_kit.service import Service

service = Service(
    "crm",
    title="CRM and e-mail",
    base=Base,
    settings=CrmEnvironment,
    calls=("workspace",),
    # Scores count what people do with mails, until there is somebody to say it.
    awaits=("crm.message.opened.v1", "crm.message.clicked.v1"),
    narrow=narrow,
)
