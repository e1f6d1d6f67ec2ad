"""Routes of segments."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_crm.contacts.schemas import ContactRead
from mewayz_crm.listing import page_of
from mewayz_crm.segments import service
from mewayz_crm.segments.members import service as members
from mewayz_crm.segments.schemas import (
    SegmentCreate,
    SegmentMembers,
    SegmentMembersChanged,
    SegmentPreview,
    SegmentRead,
    SegmentTry,
    SegmentUpdate,
)
from mewayz_kit.answers import page_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

segments = Resource(
    "crm/segments",
    service.segments,
    create=SegmentCreate,
    update=SegmentUpdate,
    permission="crm.segments",
    feature="contacts",
    search=("name",),
    filter=("name", "kind", "created_at", "updated_at", "refreshed_at"),
    sort=("created_at", "name"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = segments.router
Reader = Annotated[Principal, require("crm.segments:read", feature="contacts")]
Writer = Annotated[Principal, require("crm.segments:write", feature="contacts")]


@router.post("/preview")
async def try_out(data: SegmentTry, p: Reader, uow: Uow) -> SegmentPreview:
    """Whom a filter means now, without storing it: the count and the newest ten of the contacts you may read."""
    return await service.try_out(uow, tree=data.filter)


@router.get("/{segment_id}/preview")
async def preview(segment_id: Id, p: Reader, uow: Uow) -> SegmentPreview:
    """Whom a segment means now, judged afresh: the count and the newest ten of the contacts you may read."""
    return await service.preview(uow, segment_id=segment_id)


@router.get("/{segment_id}/members", response_model=Page[ContactRead])
async def list_members(segment_id: Id, request: Request, p: Reader, uow: Uow) -> Response:
    """The contacts of a segment: the list of contacts, with all of its parameters, narrowed to the members."""
    await service.segments.read_one(uow, segment_id)
    where = [members.belonging([segment_id])]
    return page_answer(*await page_of(uow, "contact", request.query_params.multi_items(), where))


@router.post("/{segment_id}/refresh", status_code=202)
async def refresh(segment_id: Id, p: Writer, uow: Uow) -> SegmentRead:
    """Judge every contact again, in the background, until `refreshing` is false. 409 `segment_static` for a static
    segment."""
    return await service.segments.show_one(uow, await service.refresh(uow, segment_id=segment_id))


@router.post("/{segment_id}/add")
async def add(segment_id: Id, data: SegmentMembers, p: Writer, uow: Uow) -> SegmentMembersChanged:
    """Add up to 500 contacts to a static segment, all or none. Publishes `crm.segment.entered.v1` for each new one.
    409 `segment_dynamic` for a segment with a filter."""
    return await members.add(uow, segment_id=segment_id, contact_ids=data.contact_ids)


@router.post("/{segment_id}/remove")
async def remove(segment_id: Id, data: SegmentMembers, p: Writer, uow: Uow) -> SegmentMembersChanged:
    """Remove up to 500 contacts from a static segment, all or none. Publishes `crm.segment.left.v1` for each one that
    was in it. 409 `segment_dynamic` for a segment with a filter."""
    return await members.remove(uow, segment_id=segment_id, contact_ids=data.contact_ids)
