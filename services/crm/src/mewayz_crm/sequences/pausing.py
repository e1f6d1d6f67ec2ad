"""How sequences stop for a while: by a member, with their workspace, without their sender. None resumes by itself."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.senders.models import Sender
from mewayz_crm.sequences import repository
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import MEMBER_REMOVED, SEQUENCE, WORKSPACE_CLOSED
from mewayz_kit.uow import UnitOfWork


async def stop(uow: UnitOfWork, row: Sequence, *, reason: str) -> Sequence:
    """Pause a sequence that the caller holds: no step of it begins from now on."""
    async with repository.sequences.changing(uow, row):
        SEQUENCE.demand(row, "pause")
        row.pause_reason = reason
    return row


async def stop_each(uow: UnitOfWork, sequence_ids: Iterable[UUID], *, reason: str) -> None:
    """Pause those of these that are still active, in one order."""
    for sequence_id in sorted(sequence_ids):
        row = await uow.find(Sequence, sequence_id, lock=True)
        if row is not None and row.state == "active":
            await stop(uow, row, reason=reason)


async def stop_all(uow: UnitOfWork) -> None:
    """The workspace is suspended or closed; somebody activates each again when it is open."""
    await stop_each(uow, await repository.active(uow), reason=WORKSPACE_CLOSED)


async def stop_outreach_of(uow: UnitOfWork, user_id: UUID) -> None:
    """A member has left: nothing more is written in their name."""
    senders = await uow.all(sa.select(col(Sender.id)).where(col(Sender.owner_id) == user_id))
    await stop_each(uow, await repository.outreach_from(uow, senders), reason=MEMBER_REMOVED)
