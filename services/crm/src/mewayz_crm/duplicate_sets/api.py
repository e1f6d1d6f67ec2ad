"""Routes of duplicate sets."""

from typing import Annotated

from mewayz_crm.duplicate_sets import service
from mewayz_crm.duplicate_sets.schemas import DuplicateSetRead, MergedSet, MergeSet, Scan, ScanStarted
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

duplicate_sets = Resource(
    "crm/duplicate-sets",
    service.sets,
    permission="crm.duplicate_sets",
    feature="contacts",
    filter=("kind", "reason", "status", "created_at"),
    verbs=("list", "get"),
)
router = duplicate_sets.router
Writer = Annotated[Principal, require("crm.duplicate_sets:write", feature="contacts")]


@router.post("/scan", status_code=202)
async def scan(data: Scan, p: Writer, uow: Uow) -> ScanStarted:
    """Look through all records for those that look the same. It also happens by itself once a week."""
    service.begin_scan(uow, kinds=data.kinds)
    return ScanStarted(kinds=sorted(data.kinds))


@router.post("/{set_id}/dismiss")
async def dismiss(set_id: Id, p: Writer, uow: Uow) -> DuplicateSetRead:
    """Say that they are not the same; the set opens again when another record joins it."""
    row = await service.sets.get(uow, set_id, lock=True)
    return await service.sets.show_one(uow, await service.dismiss(uow, row=row))


@router.post("/{set_id}/merge")
async def merge(set_id: Id, data: MergeSet, p: Writer, uow: Uow) -> MergedSet:
    """Let all of them go into one, as `/{id}/merge` of that kind does; needs the permission to write that kind."""
    row = await service.sets.get(uow, set_id, lock=True)
    return await service.merge(uow, row=row, data=data)
