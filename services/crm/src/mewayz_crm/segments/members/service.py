"""Use-cases of members: static segments are filled by hand."""

from collections.abc import Sequence
from uuid import UUID

from mewayz_crm.listing import readable
from mewayz_crm.segments import chains
from mewayz_crm.segments.members import repository
from mewayz_crm.segments.members.fields import belonging
from mewayz_crm.segments.members.judging import judge, tell
from mewayz_crm.segments.models import Segment
from mewayz_crm.segments.repository import segments
from mewayz_crm.segments.schemas import SegmentMembersChanged
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.paging import ListQuery
from mewayz_kit.uow import UnitOfWork

__all__ = ["add", "belonging", "remove"]


async def add(uow: UnitOfWork, *, segment_id: UUID, contact_ids: Sequence[UUID]) -> SegmentMembersChanged:
    """Let contacts belong to a static segment; those that do already stay as they are."""
    segment = await _held(uow, segment_id, contact_ids)
    present = (await repository.present(uow, [segment_id], contact_ids))[segment_id]
    new = set(contact_ids) - present.keys()
    await repository.insert(uow, segment_id, sorted(new))
    tell(uow, segment, new, ())
    return await _changed(uow, segment, new, 1)


async def remove(uow: UnitOfWork, *, segment_id: UUID, contact_ids: Sequence[UUID]) -> SegmentMembersChanged:
    """Let contacts not belong to a static segment any more."""
    segment = await _held(uow, segment_id, contact_ids)
    present = (await repository.present(uow, [segment_id], contact_ids))[segment_id]
    await repository.remove(uow, segment_id, sorted(present))
    tell(uow, segment, (), set(present))
    return await _changed(uow, segment, set(present), -1)


async def _held(uow: UnitOfWork, segment_id: UUID, contact_ids: Sequence[UUID]) -> Segment:
    """The static segment, while nobody else judges these contacts; 422 for one the caller does not see."""
    segment = await segments.get(uow, segment_id)
    if segment.kind != "static":
        raise Conflict("segment_dynamic", "Its filter decides who belongs to a dynamic segment.")
    contacts = await readable(uow, "contact")
    wanted = contacts.records.model.id.in_(contact_ids)
    seen = await contacts.records.rows.page(uow, ListQuery(contacts.rules, limit=len(contact_ids)), [wanted])
    live = await repository.hold(uow, {row["id"] for row in seen})
    for number, contact_id in enumerate(contact_ids):
        if not live.get(contact_id):
            raise Unprocessable.field(f"/contact_ids/{number}", "unknown_reference", "There is no such contact.")
    return segment


async def _changed(uow: UnitOfWork, segment: Segment, contact_ids: set[UUID], sign: int) -> SegmentMembersChanged:
    await repository.add_up(uow, {segment.id: sign * len(contact_ids)})
    if contact_ids:
        await judge(uow, contact_ids, only=await chains.askers(uow, [segment.id]))
    return SegmentMembersChanged(changed=len(contact_ids), count=await repository.counted(uow, segment.id))
