"""Mails with codes."""

from mewayz_crm.senders import service
from mewayz_crm.senders.schemas import SendCode
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job
async def send_sender_code(data: SendCode, work: Work) -> None:
    """Mail the code that proves a sender's address."""
    await service.deliver(data, work)
