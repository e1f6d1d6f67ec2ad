"""Use-cases of segments."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.filters import service as filters
from mewayz_crm.filters.rules import read_id
from mewayz_crm.filters.schemas import Filter
from mewayz_crm.listing import readable
from mewayz_crm.segments import chains, repository
from mewayz_crm.segments.members import checks
from mewayz_crm.segments.members.fields import belonging
from mewayz_crm.segments.models import Segment
from mewayz_crm.segments.schemas import SegmentCreate, SegmentPreview
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.paging import ListQuery
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = ["create", "delete", "meaning", "missing", "preview", "refresh", "segments", "try_out", "update"]
segments = repository.segments
SHOWN = 10
"""Contacts of a preview."""


async def create(uow: UnitOfWork, data: SegmentCreate) -> Segment:
    """Store a segment; a dynamic one is filled from then on."""
    row = Segment(name=data.name, description=data.description, kind=data.kind)
    if data.filter is None:
        row.refreshed_at = uow.now
        return await segments.create(uow, row)
    await filters.as_given(uow, "contact", data.filter)
    row.filter = data.filter.stored()
    await checks.begin(uow, row)
    await segments.create(uow, row)
    await chains.connect(uow, row.id, _asked_for(data.filter))
    return row


async def update(uow: UnitOfWork, row: Segment, patch: Any) -> Segment:
    """Change a segment; another filter judges every contact again, also for the segments that ask for this one."""
    values = given(patch)
    tree: Filter | None = values.pop("filter", None)
    if "filter" in patch.model_fields_set and (tree is None) != (row.kind == "static"):
        raise Unprocessable.field("/filter", "invalid_value", "A dynamic segment has a filter, a static one has none.")
    async with segments.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
        if tree is not None and tree.stored() != row.filter:
            await filters.as_given(uow, "contact", tree)
            row.filter = tree.stored()
            await checks.begin(uow, row)
            await chains.connect(uow, row.id, _asked_for(tree))
    return row


async def delete(uow: UnitOfWork, row: Segment) -> None:
    """Delete a segment that no other one asks for: 409 `segment_in_use`."""
    if asking := await repository.asking_for(uow, row.id):
        used_by = [str(segment_id) for segment_id in asking]
        raise Conflict("segment_in_use", "Filters of other segments ask for this one.", used_by=used_by)
    await segments.delete(uow, row)


async def refresh(uow: UnitOfWork, *, segment_id: UUID) -> Segment:
    """Judge every contact again; 409 for a static segment, which nobody judges."""
    row = await segments.get(uow, segment_id, lock=True)
    if row.kind == "static":
        raise Conflict("segment_static", "A static segment has the contacts that were added to it.")
    async with segments.changing(uow, row):
        await checks.begin(uow, row)
    return row


async def try_out(uow: UnitOfWork, *, tree: Filter) -> SegmentPreview:
    """Whom a filter means now."""
    return await _meant(uow, await filters.as_given(uow, "contact", tree))


async def preview(uow: UnitOfWork, *, segment_id: UUID) -> SegmentPreview:
    """Whom a segment means now: its filter, judged afresh, or the contacts that were added to it."""
    return await _meant(uow, await _condition(uow, await segments.get(uow, segment_id)))


async def meaning(uow: UnitOfWork, segment_ids: Collection[UUID]) -> filters.Condition:
    """The condition on `Contact` that holds for whoever is in one of these segments now: what their previews show. A
    segment that is gone has nobody."""
    rows = await uow.all(sa.select(Segment).where(col(Segment.id).in_(segment_ids), col(Segment.deleted_at).is_(None)))
    return sa.or_(sa.false(), *[await _condition(uow, row) for row in rows])


async def missing(uow: UnitOfWork, segment_ids: Collection[UUID]) -> set[UUID]:
    """Which of these segments are not there, or not any more."""
    there = sa.select(col(Segment.id)).where(col(Segment.id).in_(segment_ids), col(Segment.deleted_at).is_(None))
    return set(segment_ids) - set(await uow.all(there))


async def _condition(uow: UnitOfWork, row: Segment) -> filters.Condition:
    if row.filter is None:
        return belonging([row.id])
    return await filters.as_stored(uow, "contact", row.filter)


async def _meant(uow: UnitOfWork, condition: filters.Condition) -> SegmentPreview:
    contacts = await readable(uow, "contact")
    query = ListQuery(contacts.rules, limit=SHOWN, count=True)
    page = await contacts.records.page(uow, query, where=[condition])
    return SegmentPreview(count=page.total or 0, items=page.items)


def _asked_for(tree: Filter) -> set[UUID]:
    """The segments that a filter asks for; its values have been read before."""
    conditions = (part for part, _ in filters.conditions_of(tree) if part.field == "segments")
    return {read_id(value) for part in conditions for value in part.value or ()}
