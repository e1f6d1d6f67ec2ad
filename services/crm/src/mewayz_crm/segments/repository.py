"""Stored segments."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.segments import chains
from mewayz_crm.segments.members import checks
from mewayz_crm.segments.models import Segment, SegmentEdge
from mewayz_crm.segments.schemas import SegmentRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


class Segments(Records[Segment, SegmentRead]):
    """Segments; one that is restored is judged again, because nobody did while it was deleted."""

    @override
    async def restore(self, uow: UnitOfWork, record_id: UUID) -> Segment:
        """Bring a segment back: 422 when one that its filter asks for is gone."""
        row = await super().restore(uow, record_id)
        if row.kind == "dynamic" and row.run is None:
            await chains.connect(uow, row.id, await used_by(uow, row.id))
            async with self.changing(uow, row):
                await checks.begin(uow, row)
        return row


async def _flags(_uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: {"refreshing": row["run"] is not None} for row in rows}


segments = Segments(Segment, SegmentRead, entity="segment", extend=_flags)


async def used_by(uow: UnitOfWork, segment_id: UUID) -> Sequence[UUID]:
    """The segments that the filter of one asks for."""
    return await uow.all(sa.select(col(SegmentEdge.uses_id)).where(col(SegmentEdge.segment_id) == segment_id))


async def asking_for(uow: UnitOfWork, segment_id: UUID) -> Sequence[UUID]:
    """The live segments whose filter asks for this one."""
    asking = sa.select(col(Segment.id)).join(SegmentEdge, col(SegmentEdge.segment_id) == Segment.id)
    return await uow.all(asking.where(col(SegmentEdge.uses_id) == segment_id, col(Segment.deleted_at).is_(None)))
