"""The daily look at mail domains."""

from mewayz_crm.mail_domains import service
from mewayz_crm.mail_domains.schemas import Check
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job
async def check_mail_domain(data: Check, work: Work) -> None:
    """Look whether the records of a domain still stand."""
    await service.check_daily(data, work)
