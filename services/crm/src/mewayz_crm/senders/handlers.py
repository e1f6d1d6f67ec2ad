"""Mails with codes, and the days of senders."""

from mewayz_crm.senders import daily, service
from mewayz_crm.senders.schemas import SendCode
from mewayz_kit.events import every, job
from mewayz_kit.inbox import Work


@job
async def send_sender_code(data: SendCode, work: Work) -> None:
    """Mail the code that proves a sender's address."""
    await service.deliver(data, work)


@every("1d")
async def forget_old_days(work: Work) -> None:
    """How many mails a sender sent last week matters to nobody."""
    await daily.forget(work)
