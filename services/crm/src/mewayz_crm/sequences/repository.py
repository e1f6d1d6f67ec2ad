"""Stored sequences and their versions."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.sequences.models import Sequence, SequenceVersion
from mewayz_crm.sequences.rules import OUTREACH
from mewayz_crm.sequences.schemas import SequenceRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

LIMIT = "crm.sequences"
LIVE = col(Sequence.deleted_at).is_(None)


async def _trigger(_uow: UnitOfWork, rows: Rows[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    return {
        row["id"]: {"trigger": {part: row[f"trigger_{part}"] for part in ("event", "about", "filter")}} for row in rows
    }


sequences = Records(Sequence, SequenceRead, entity="sequence", limit=LIMIT, extend=_trigger)


async def keep_version(uow: UnitOfWork, row: Sequence) -> None:
    """What a save made; the caller holds the row, so two saves never get one number."""
    parts = {name: getattr(row, name) for name in ("steps", "windows", "exits", "exit_filter")}
    uow.add(SequenceVersion(sequence_id=row.id, number=row.number, **parts, since=uow.now))
    await uow.flush()


async def version(uow: UnitOfWork, sequence_id: UUID, number: int) -> SequenceVersion:
    """One version, which is there as long as its sequence is."""
    mine = (col(SequenceVersion.sequence_id) == sequence_id) & (col(SequenceVersion.number) == number)
    found: SequenceVersion | None = await uow.scalar(sa.select(SequenceVersion).where(mine))
    if found is None:
        raise RuntimeError("an enrolment without its version")
    return found


async def versions(uow: UnitOfWork, sequence_id: UUID) -> Rows[SequenceVersion]:
    """The latest versions, newest first."""
    mine = sa.select(SequenceVersion).where(col(SequenceVersion.sequence_id) == sequence_id)
    return await uow.all(mine.order_by(col(SequenceVersion.number).desc()).limit(50))


async def waiting_for(uow: UnitOfWork, event: str) -> Rows[Sequence]:
    """The active sequences that an event begins."""
    mine = sa.select(Sequence).where(col(Sequence.trigger_event) == event, col(Sequence.state) == "active", LIVE)
    return await uow.all(mine.order_by(col(Sequence.id)))


async def sending(uow: UnitOfWork, template_id: UUID, *, drafts: bool) -> bool:
    """Whether a step of a live sequence sends this template; a draft sends nothing yet."""
    named = sa.cast(col(Sequence.steps), sa.Text).contains(str(template_id))
    found = sa.select(col(Sequence.id)).where(named, LIVE)
    if not drafts:
        found = found.where(col(Sequence.state) != "draft")
    return await uow.scalar(found.limit(1)) is not None


async def active(uow: UnitOfWork) -> Rows[UUID]:
    """Every active sequence."""
    return await uow.all(sa.select(col(Sequence.id)).where(col(Sequence.state) == "active", LIVE))


async def outreach_from(uow: UnitOfWork, sender_ids: Rows[UUID]) -> Rows[UUID]:
    """The active outreach from these senders."""
    mine = (col(Sequence.kind) == OUTREACH, col(Sequence.state) == "active", col(Sequence.sender_id).in_(sender_ids))
    return await uow.all(sa.select(col(Sequence.id)).where(*mine, LIVE))
