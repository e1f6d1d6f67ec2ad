"""What fills and empties the messages."""

from mewayz_kit.events import PUBLIC, every, on
from mewayz_kit.inbox import Work
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.webhooks.messages import service


@on(PUBLIC)
async def send_to_webhooks(envelope: Envelope, uow: UnitOfWork) -> None:
    """Every public event of a workspace; those of a person have none and reach no webhook."""
    if envelope.workspaceid is not None:
        await service.take_event(uow, envelope)


@every("1h")
async def forget_old_messages(work: Work) -> None:
    """Messages and their deliveries go after 90 days."""
    await service.forget_old(work)
