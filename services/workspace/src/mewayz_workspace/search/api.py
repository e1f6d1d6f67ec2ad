"""Routes of the search."""

from typing import Annotated

from fastapi import Query

from mewayz_kit.auth import Uow, staff
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.requirements import Member
from mewayz_workspace.search import service
from mewayz_workspace.search.handlers import rebuild_index
from mewayz_workspace.search.schemas import Hits, RebuildRequest, RebuildStarted

router = new_router("workspace/search")
rebuild_router = new_router("workspace/admin/search-rebuilds")
Words = Annotated[str, Query(min_length=1, max_length=200, description="Words; each may be the beginning of one.")]
Types = Annotated[str | None, Query(max_length=500, description="Kinds such as `crm.contact,crm.deal`; absent: all.")]


@router.get("")
async def find(
    p: Member, uow: Uow, q: Words, types: Types = None, limit: Annotated[int, Query(ge=1, le=50)] = 20
) -> Hits:
    """Records of every service that the caller may read. A change elsewhere is found within seconds."""
    return Hits(items=await service.look_up(uow, text=q, types=types, limit=limit))


@rebuild_router.post("", status_code=202)
async def rebuild(
    data: RebuildRequest, p: Annotated[Principal, staff("platform.search:write")], uow: Uow
) -> RebuildStarted:
    """Make the index anew from its documents, as the rules are now; meanwhile it answers as before."""
    started, first = await service.start_rebuild(uow, reason=data.reason)
    uow.enqueue(rebuild_index, first, dedupe=f"{first.id}:0")
    return started
