"""Media routes for other services."""

from typing import Annotated

from fastapi import Header

from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.route import internal_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.media import handing, service
from mewayz_workspace.media.schemas import Links, LinksRequest, Presigned, VisitorUpload

router = internal_router()
Asking = Annotated[
    Principal,
    internal_only("social", "crm", "commerce", "courses", "finance", "ai", "marketplace"),
]


@router.post("/media/links", openapi_extra=options(idempotency="none"))
async def post_links(data: LinksRequest, p: Asking, uow: Uow) -> Links:
    """URLs of a workspace's files for at most 600 seconds; ids of other workspaces or unknown ones are left out."""
    files = await handing.over(uow, data) if data.hand_over_bytes else {}
    found = await service.links(uow, workspace_id=data.workspace_id, ids=data.media_ids, seconds=data.seconds)
    return Links(links=found, files=files)


@router.post("/media/uploads", status_code=201)
async def post_upload(
    data: VisitorUpload,
    p: Annotated[Principal, internal_only("social", "commerce", "courses", "finance")],
    uow: Uow,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=255)],
) -> Presigned:
    """Room for a file of a visitor, learner or buyer, by the same rules and quota as a member's; once per
    `Idempotency-Key`. After the upload the file confirms itself: `workspace.media.{ready,rejected}` tells."""
    return await service.presign_visitor(uow, data)
