"""Table of installed parts."""

from uuid import UUID

from sqlmodel import Field

from mewayz_crm.base import STAYS, Base
from mewayz_kit.templates.parts import PartRow


class InstalledPart(PartRow, Base, table=True):
    """One part of one installation, and the record that was made of it."""

    __tablename__ = "installed_parts"

    installation_id: UUID = Field(primary_key=True, sa_column_kwargs={"info": {STAYS: "an installation of the market"}})
    record_id: UUID = Field(sa_column_kwargs={"info": {STAYS: "a mail template, a sequence or a lead form"}})
