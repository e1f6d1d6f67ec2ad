"""Stored members. Whoever judges a contact holds its row, so that two never judge it at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.models import Contact
from mewayz_crm.segments.members.models import SegmentMember
from mewayz_crm.segments.models import Segment
from mewayz_kit.portable import table_of
from mewayz_kit.uow import UnitOfWork

Present = Mapping[UUID, Mapping[UUID, bool]]
"""Per segment: which contacts have a row, and whether it is live."""
WALK = "FORCE INDEX (ix_contacts_page)"
"""Left alone, MySQL and MariaDB would sort all contacts of the workspace for each batch."""


async def hold(uow: UnitOfWork, contact_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Lock contacts, in one order; answers which there are, and whether they are live."""
    statement = sa.select(col(Contact.id), col(Contact.deleted_at)).where(col(Contact.id).in_(contact_ids))
    rows = await uow.execute(statement.order_by(col(Contact.id)).with_for_update())
    return {row.id: row.deleted_at is None for row in rows}


async def batch(uow: UnitOfWork, *, at: datetime | None, after: UUID | None, limit: int) -> Sequence[Any]:
    """The next contacts of the workspace, deleted ones too, in the order in which they were created."""
    created, key = col(Contact.created_at), col(Contact.id)
    statement: Any = sa.select(key, created).order_by(created, key).limit(limit)
    if at is not None:
        statement = statement.where(created >= at, sa.or_(created > at, key > after))
    for dialect in ("mysql", "mariadb"):
        statement = statement.with_hint(Contact, WALK, dialect)
    found: Sequence[Any] = (await uow.execute(statement)).all()
    return found


async def present(uow: UnitOfWork, segment_ids: Collection[UUID], contact_ids: Collection[UUID]) -> Present:
    """Which of these contacts have a row in these segments."""
    found: dict[UUID, dict[UUID, bool]] = {segment_id: {} for segment_id in segment_ids}
    statement = sa.select(col(SegmentMember.segment_id), col(SegmentMember.contact_id), col(SegmentMember.live)).where(
        col(SegmentMember.segment_id).in_(segment_ids), col(SegmentMember.contact_id).in_(contact_ids)
    )
    for row in await uow.execute(statement):
        found[row.segment_id][row.contact_id] = row.live
    return found


async def statics_of(uow: UnitOfWork, contact_ids: Collection[UUID]) -> Sequence[Segment]:
    """The static segments, also deleted ones, in which one of these contacts has a row."""
    having = sa.select(col(SegmentMember.segment_id)).where(col(SegmentMember.contact_id).in_(contact_ids))
    return await uow.all(sa.select(Segment).where(col(Segment.id).in_(having), col(Segment.kind) == "static"))


async def insert(uow: UnitOfWork, segment_id: UUID, contact_ids: Iterable[UUID]) -> None:
    """New members."""
    known = {"workspace_id": uow.workspace_id, "segment_id": segment_id, "since": uow.now, "live": True}
    rows = [known | {"contact_id": contact_id} for contact_id in contact_ids]
    if rows:
        await uow.execute(sa.insert(table_of(SegmentMember)), rows)


async def remove(uow: UnitOfWork, segment_id: UUID, contact_ids: Collection[UUID]) -> None:
    """Take rows away."""
    if contact_ids:
        await uow.execute(sa.delete(SegmentMember).where(*_rows(segment_id, contact_ids)))


async def set_live(uow: UnitOfWork, segment_id: UUID, contact_ids: Collection[UUID], live: bool) -> None:
    """Hide the members whose contacts are deleted, or show them again."""
    if contact_ids:
        await uow.execute(sa.update(SegmentMember).where(*_rows(segment_id, contact_ids)).values(live=live))


def _rows(segment_id: UUID, contact_ids: Collection[UUID]) -> tuple[Any, Any]:
    return col(SegmentMember.segment_id) == segment_id, col(SegmentMember.contact_id).in_(contact_ids)


async def add_up(uow: UnitOfWork, changes: Mapping[UUID, int]) -> None:
    """Raise or lower counts, always in one order; the ETag covers the count."""
    for segment_id, number in sorted(changes.items()):
        if number:
            segment: Any = Segment
            await uow.execute(
                sa.update(Segment)
                .where(segment.id == segment_id)
                .values(count=segment.count + number, version=segment.version + 1)
                .execution_options(synchronize_session=False)
            )


async def counted(uow: UnitOfWork, segment_id: UUID) -> int:
    """How many live members there are."""
    statement = sa.select(sa.func.count(col(SegmentMember.contact_id)))
    live = statement.where(col(SegmentMember.segment_id) == segment_id, col(SegmentMember.live).is_(True))
    return int(await uow.scalar(live))


# --- checks ----------------------------------------------------------------------------------------------------


async def dynamic(uow: UnitOfWork, segment_ids: Collection[UUID] | None = None) -> Sequence[Segment]:
    """The live dynamic segments of the workspace, or those among `segment_ids`."""
    statement = sa.select(Segment).where(col(Segment.kind) == "dynamic", col(Segment.deleted_at).is_(None))
    return await uow.all(statement.where(col(Segment.id).in_(segment_ids)) if segment_ids is not None else statement)


async def of_run(uow: UnitOfWork, run: UUID) -> Sequence[UUID]:
    """The segments that a check judges."""
    return await uow.all(sa.select(col(Segment.id)).where(col(Segment.run) == run, col(Segment.deleted_at).is_(None)))


async def put_run(uow: UnitOfWork, segment_ids: Collection[UUID], run: UUID, check_at: datetime) -> None:
    """Let a check judge these segments; an earlier one stops judging them."""
    segment: Any = Segment
    started = sa.update(Segment).where(segment.id.in_(segment_ids)).execution_options(synchronize_session=False)
    await uow.execute(started.values(run=run, check_at=check_at, version=segment.version + 1))


async def end_run(uow: UnitOfWork, segment_id: UUID, run: UUID) -> None:
    """Every contact has been judged: count afresh, while nobody else counts."""
    segment: Any = Segment
    await uow.scalar(sa.select(segment.id).where(segment.id == segment_id).with_for_update())
    ended = sa.update(Segment).where(segment.id == segment_id, segment.run == run)
    count = await counted(uow, segment_id)
    await uow.execute(ended.values(run=None, refreshed_at=uow.now, count=count, version=segment.version + 1))


async def due(uow: UnitOfWork, limit: int) -> Sequence[UUID]:
    """Workspaces whose day has ended since their segments were last checked."""
    with uow.unscoped("every workspace has its own end of day"):
        statement = sa.select(col(Segment.workspace_id)).where(
            col(Segment.check_at) <= uow.now, col(Segment.deleted_at).is_(None)
        )
        return await uow.all(statement.distinct().limit(limit))
