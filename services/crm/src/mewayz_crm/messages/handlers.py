"""Jobs and timers of messages."""

from mewayz_crm.messages import service
from mewayz_crm.messages.schemas import SendMessage
from mewayz_kit.events import job
from mewayz_kit.inbox import Work


@job
async def send_message(data: SendMessage, work: Work) -> None:
    """Send one queued mail. Handled twice it is sent once: the claim lets one of them through."""
    async with work.uow() as uow:
        message = await service.claim(uow, data.message_id)
    if message is None:
        return
    outcome = await service.call(work.runtime, message)
    async with work.uow() as uow:
        await service.settle(uow, message.id, message.fence, outcome)
