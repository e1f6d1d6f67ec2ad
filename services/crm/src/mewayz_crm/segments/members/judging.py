"""Who belongs to a segment: the same SQL judges one contact that has changed and a batch of all of them.

Segments that others ask for come first, so that a nested one sees its answer of now.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.models import Contact
from mewayz_crm.filters import service as filters
from mewayz_crm.segments import chains, rules
from mewayz_crm.segments.members import repository
from mewayz_crm.segments.members.events import SegmentEntered, SegmentLeft
from mewayz_crm.segments.models import Segment
from mewayz_kit.uow import UnitOfWork

AT_ONCE = 40
"""Conditions in one statement."""


async def judge(uow: UnitOfWork, contact_ids: Collection[UUID], *, only: Collection[UUID] | None = None) -> None:
    """Let these contacts belong to exactly the dynamic segments that mean them (all, or `only` some), and tell.

    Rows of deleted contacts in static segments are hidden, and shown again when the contact is back.
    """
    segments = {segment.id: segment for segment in await repository.dynamic(uow, only)}
    statics = await repository.statics_of(uow, contact_ids)
    if not segments and not statics:
        return
    live = await repository.hold(uow, contact_ids)
    changes: dict[UUID, int] = {}
    for segment in statics:
        changes[segment.id] = await _hide_or_show(uow, segment, live)
    for level in rules.levels(segments, await chains.edges(uow)) if segments else ():
        for start in range(0, len(level), AT_ONCE):
            some = [segments[segment_id] for segment_id in level[start : start + AT_ONCE]]
            changes |= await _judge_some(uow, some, live)
    await repository.add_up(uow, changes)


async def _judge_some(uow: UnitOfWork, segments: Sequence[Segment], live: Mapping[UUID, bool]) -> dict[UUID, int]:
    """Segments of one level; answers by how many members each has grown."""
    meant = await _meant(uow, segments, live)
    present = await repository.present(uow, [segment.id for segment in segments], live)
    changes = {}
    for segment in segments:
        entering, leaving = (
            meant[segment.id] - present[segment.id].keys(),
            present[segment.id].keys() - meant[segment.id],
        )
        await repository.insert(uow, segment.id, sorted(entering))
        await repository.remove(uow, segment.id, sorted(leaving))
        tell(uow, segment, entering, leaving)
        changes[segment.id] = len(entering) - len(leaving)
    return changes


async def _meant(uow: UnitOfWork, segments: Sequence[Segment], contact_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Which of these contacts each segment means now."""
    conditions = [await filters.as_stored(uow, "contact", segment.filter or {}) for segment in segments]
    columns: list[Any] = [col(Contact.id), *(one.label(f"segment_{number}") for number, one in enumerate(conditions))]
    statement = sa.select(*columns).where(col(Contact.id).in_(contact_ids), col(Contact.deleted_at).is_(None))
    rows = (await uow.execute(statement)).all()
    return {segment.id: {row[0] for row in rows if row[place]} for place, segment in enumerate(segments, start=1)}


async def _hide_or_show(uow: UnitOfWork, segment: Segment, live: Mapping[UUID, bool]) -> int:
    present = (await repository.present(uow, [segment.id], live))[segment.id]
    shown = {contact_id for contact_id, there in present.items() if live[contact_id] and not there}
    hidden = {contact_id for contact_id, there in present.items() if there and not live[contact_id]}
    await repository.set_live(uow, segment.id, shown, True)
    await repository.set_live(uow, segment.id, hidden, False)
    tell(uow, segment, shown, hidden)
    return len(shown) - len(hidden)


def tell(uow: UnitOfWork, segment: Segment, entering: Collection[UUID], leaving: Collection[UUID]) -> None:
    """Say who has come and gone; nothing while a new segment is filled, or of one that is deleted."""
    if segment.refreshed_at is None or segment.deleted_at is not None:
        return
    for event, contact_ids in ((SegmentEntered, entering), (SegmentLeft, leaving)):
        for contact_id in sorted(contact_ids):
            uow.publish(event(segment_id=segment.id, segment_name=segment.name, contact_id=contact_id, at=uow.now))
