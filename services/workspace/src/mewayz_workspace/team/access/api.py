"""Routes about the caller's own rights."""

from mewayz_kit.auth import Uow
from mewayz_kit.route import new_router
from mewayz_workspace.requirements import Member
from mewayz_workspace.team.access import service
from mewayz_workspace.team.access.schemas import EntitlementsShown, Navigation, OwnAccess

router = new_router("workspace/access")
entitlements_router = new_router("workspace/entitlements")
navigation_router = new_router("workspace/navigation")


@router.get("")
async def get(p: Member, uow: Uow) -> OwnAccess:
    """The caller's role and permission patterns, and what the workspace may use."""
    return await service.own(uow)


@entitlements_router.get("")
async def read(p: Member, uow: Uow) -> EntitlementsShown:
    """Features, limits (-1 is unlimited) and static values of the workspace; `version` grows per change."""
    return await service.usable(uow)


@navigation_router.get("")
async def show(p: Member, uow: Uow) -> Navigation:
    """The modules the caller can open: always-on ones, and those of features that are on, by right to read."""
    return await service.modules(uow)
