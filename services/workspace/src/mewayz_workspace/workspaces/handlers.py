"""Timers and receipts of workspaces."""

from mewayz_kit.events import every, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.team.roles.rules import SERVICES
from mewayz_workspace.workspaces import lifecycle

RECEIPTS = tuple(f"{name}.purge.completed.v1" for name in SERVICES)


@every("1h")
async def advance_closed_workspaces(uow: UnitOfWork) -> None:
    """Day 30 hides, day 90 purges."""
    await lifecycle.advance(uow)


@every("1h")
async def ask_for_missing_receipts(uow: UnitOfWork) -> None:
    """A purge request is repeated until every service has answered."""
    await lifecycle.ask_again(uow)


@on(*RECEIPTS)
async def note_receipt(envelope: Envelope, uow: UnitOfWork) -> None:
    """One service is done with a workspace."""
    if envelope.workspaceid is not None:
        await lifecycle.receive_receipt(uow, workspace_id=envelope.workspaceid, name=envelope.source)
