"""Segments whose filters ask for other segments: never in a circle, never too deep."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.segments import rules
from mewayz_crm.segments.models import Segment, SegmentEdge
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork

POINTER = "/filter"


async def edges(uow: UnitOfWork) -> dict[UUID, set[UUID]]:
    """Which live segments of the workspace ask for which."""
    asking = sa.select(col(SegmentEdge.segment_id), col(SegmentEdge.uses_id))
    live = asking.join(Segment, col(Segment.id) == SegmentEdge.segment_id).where(col(Segment.deleted_at).is_(None))
    return rules.edges_of((row[0], row[1]) for row in await uow.execute(live))


async def askers(uow: UnitOfWork, segment_ids: Collection[UUID]) -> set[UUID]:
    """`segment_ids` and every segment that asks for one of them, near or far."""
    return rules.reached(segment_ids, rules.inverted(await edges(uow)))


async def connect(uow: UnitOfWork, segment_id: UUID, used: Collection[UUID]) -> None:
    """Let a segment ask for exactly `used`: 422 for one that is not there, for a circle, and for a chain too long."""
    await uow.execute(sa.delete(SegmentEdge).where(col(SegmentEdge.segment_id) == segment_id))
    await _check_below(uow, segment_id, used)
    uow.session.add_all(SegmentEdge(segment_id=segment_id, uses_id=one) for one in sorted(used))
    await uow.flush()
    await check_depth(uow, segment_id)


async def check_depth(uow: UnitOfWork, segment_id: UUID) -> None:
    """422 when a chain through this segment is too long."""
    known = await edges(uow)
    chain = rules.reached([segment_id], known) | rules.reached([segment_id], rules.inverted(known))
    if len(rules.levels(chain, known)) > rules.MAX_DEPTH:
        raise Unprocessable.field(POINTER, "segments_too_deep", f"Segments nest at most {rules.MAX_DEPTH} deep.")


async def _check_below(uow: UnitOfWork, segment_id: UUID, used: Collection[UUID]) -> None:
    """Walk down with locks: of two changes that would close a circle together, the database stops one."""
    seen, level = set[UUID](), set(used)
    while level:
        if segment_id in level:
            raise Unprocessable.field(POINTER, "segment_cycle", "A segment cannot ask for itself.")
        live = sa.select(col(Segment.id)).where(col(Segment.id).in_(level), col(Segment.deleted_at).is_(None))
        found = set(await uow.all(live.order_by(col(Segment.id)).with_for_update()))
        if found != level:
            raise Unprocessable.field(POINTER, "unknown_reference", "The filter asks for a segment that is not there.")
        seen |= level
        below = sa.select(col(SegmentEdge.uses_id)).where(col(SegmentEdge.segment_id).in_(level))
        level = set(await uow.all(below)) - seen
