"""What stops sequences from outside."""

from mewayz_crm.sequences import service
from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on("workspace.workspace.suspended.v1", "workspace.workspace.deleted.v1")
async def pause_sequences(_event: Envelope, uow: UnitOfWork) -> None:
    """The workspace takes no changes: its sequences are paused, and somebody activates each again by hand."""
    await service.stop_all(uow)
