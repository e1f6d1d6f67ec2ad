"""Timers, receipts and privacy hooks of workspaces."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mewayz_kit.events import every, on
from mewayz_kit.privacy import Blocker, Person, check_erasure, erase_user, export_user
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.team.roles.rules import SERVICES
from mewayz_workspace.workspaces import erasure, lifecycle

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


@check_erasure
async def sole_owner_of_shared_workspace(uow: UnitOfWork, user_id: UUID) -> Sequence[Blocker]:
    """Others must not lose their workspace because its owner goes."""
    return await erasure.blockers(uow, user_id)


@erase_user
async def end_memberships(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """Nobody who is erased stays a member."""
    return await erasure.forget(uow, person)


@export_user
async def export_memberships(uow: UnitOfWork, user_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Where a person belongs to is part of their data."""
    return await erasure.memberships(uow, user_id)
