"""Stored score entries."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.scoring_rules.entries.models import ScoreEntry
from mewayz_crm.scoring_rules.entries.schemas import ScoreEntryRead
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

entries = Records(ScoreEntry, ScoreEntryRead, entity="score_entry", tells=())


async def add(uow: UnitOfWork, entry: ScoreEntry) -> bool:
    """Insert an entry; False when its rule has counted this event before."""
    await uow.execute(
        insert_ignore(uow.runtime.db.dialect, ScoreEntry).values(
            **entry.model_dump(exclude={"version", "created_at", "updated_at", "workspace_id"}),
            version=1,
            created_at=uow.now,
            updated_at=uow.now,
            workspace_id=uow.workspace_id,
        )
    )
    # Whose row is there says it: how many rows were inserted does not mean the same everywhere.
    mine = sa.select(col(ScoreEntry.id)).where(
        col(ScoreEntry.rule_id) == entry.rule_id, col(ScoreEntry.source_event_id) == entry.source_event_id
    )
    return bool(await uow.scalar(mine) == entry.id)


async def times(uow: UnitOfWork, *, rule_id: UUID, contact_id: UUID) -> int:
    """How often a rule has counted for a contact, expired entries included."""
    mine = sa.select(sa.func.count(col(ScoreEntry.id))).where(
        col(ScoreEntry.rule_id) == rule_id, col(ScoreEntry.contact_id) == contact_id
    )
    return int(await uow.scalar(mine))


async def summed(uow: UnitOfWork, contact_id: UUID, *, at: datetime) -> tuple[int, int]:
    """How many entries a contact has, and the points of those that are live at that moment."""
    live = sa.or_(col(ScoreEntry.expires_at).is_(None), col(ScoreEntry.expires_at) > at)
    points = sa.func.sum(sa.case((live, col(ScoreEntry.points)), else_=0))
    mine = sa.select(sa.func.count(col(ScoreEntry.id)), points).where(col(ScoreEntry.contact_id) == contact_id)
    row = (await uow.execute(mine)).one()
    return int(row[0]), int(row[1] or 0)


async def newest(uow: UnitOfWork, contact_ids: Collection[UUID], *, limit: int) -> Sequence[ScoreEntry]:
    """The entries of some contacts, newest first."""
    mine = sa.select(ScoreEntry).where(col(ScoreEntry.contact_id).in_(contact_ids))
    return await uow.all(mine.order_by(col(ScoreEntry.created_at).desc(), col(ScoreEntry.id).desc()).limit(limit))


async def counted_for(uow: UnitOfWork, rule_id: UUID, *, limit: int) -> Sequence[UUID]:
    """Some of the contacts that a rule has counted for, always in one order."""
    mine = sa.select(col(ScoreEntry.contact_id)).where(col(ScoreEntry.rule_id) == rule_id).distinct()
    return await uow.all(mine.order_by(col(ScoreEntry.contact_id)).limit(limit))


async def drop(uow: UnitOfWork, rule_id: UUID, contact_ids: Collection[UUID]) -> None:
    """Take back what a rule has given to these contacts."""
    mine = (col(ScoreEntry.rule_id) == rule_id, col(ScoreEntry.contact_id).in_(contact_ids))
    await uow.execute(sa.delete(ScoreEntry).where(*mine).execution_options(synchronize_session=False))


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID]) -> int:
    """Delete what erased contacts have done; answers how many entries."""
    gone = sa.delete(ScoreEntry).where(col(ScoreEntry.contact_id).in_(contact_ids))
    return int((await uow.execute(gone.execution_options(synchronize_session=False))).rowcount)
