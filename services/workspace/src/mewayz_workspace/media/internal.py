"""Media routes for other services."""

from typing import Annotated

from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.media import service
from mewayz_workspace.media.schemas import Links, LinksRequest

router = internal_router()
Asking = Annotated[
    Principal,
    internal_only("social", "crm", "commerce", "courses", "finance", "ai", "marketplace"),
]


@router.post("/media/links")
async def post_links(data: LinksRequest, p: Asking, uow: Uow) -> Links:
    """URLs of a workspace's files for at most 600 seconds; ids of other workspaces or unknown ones are left out."""
    found = await service.links(uow, workspace_id=data.workspace_id, ids=data.media_ids, seconds=data.seconds)
    return Links(links=found)
