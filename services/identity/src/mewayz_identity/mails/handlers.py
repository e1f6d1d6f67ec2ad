"""The mail job."""

from mewayz_identity.mails import service
from mewayz_identity.mails.schemas import SealedMail
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job(held=False)
async def deliver_mail(data: SealedMail, work: Work) -> None:
    """Hand one mail to workspace; tried again until workspace has it."""
    await service.hand_over(work.runtime, data, message_id=work.message_id)
