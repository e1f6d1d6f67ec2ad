"""Routes of a workspace's goals."""

from typing import Annotated

from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.entitlements.goals import service
from mewayz_workspace.entitlements.goals.schemas import GoalsChosen, WorkspaceGoals

router = new_router("workspace/workspace-goals")


@router.get("")
async def get(p: Annotated[Principal, require("workspace.features:read")], uow: Uow) -> WorkspaceGoals:
    """What this workspace is here for, the primary goal first."""
    return await service.show(uow)


@router.put("")
async def put(
    data: GoalsChosen, p: Annotated[Principal, require("workspace.features:write")], uow: Uow
) -> WorkspaceGoals:
    """Choose goals; works on the next request. Features of goals that are gone are switched off, their data stays.

    422 `unknown_goal`, `duplicate_goal`, `not_a_goal`.
    """
    await service.choose(uow, data)
    return await service.show(uow)
