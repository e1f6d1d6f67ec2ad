"""Jobs and timers of messages."""

from mewayz_crm.messages import forgetting, service
from mewayz_crm.messages.schemas import SendMessage
from mewayz_kit.events import every, job
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork


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


@every("1m")
async def end_leases_of_messages(uow: UnitOfWork) -> None:
    """Whoever claimed a mail and did not come back holds it no longer."""
    await service.end_leases(uow)


@every("1d")
async def empty_old_messages(work: Work) -> None:
    """Let go of old words, after as many days as each workspace keeps them."""
    await forgetting.empty_old(work)
