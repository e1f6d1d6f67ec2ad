"""What a person may do, for the gateway and for services that act in the name of somebody."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.errors import NotFound
from mewayz_kit.ids import Id
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.team.access import service
from mewayz_workspace.team.access.schemas import Access

router = internal_router()


@router.get("/access/{principal}/{workspace}")
async def get_access(
    principal: Id,
    workspace: Annotated[str, Path(description="Workspace id, or `-` for the person's only one.")],
    p: Annotated[Principal, internal_only()],
    uow: Uow,
) -> Access:
    """Rights now: 404 without an active membership, 409 `workspace_required` when `-` could mean several."""
    return await service.access(uow, user_id=principal, workspace_id=_id(workspace))


def _id(text: str) -> UUID | None:
    if text == "-":
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(detail="There is no such workspace.") from error
