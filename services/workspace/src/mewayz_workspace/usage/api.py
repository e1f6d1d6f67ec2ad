"""Route of usage."""

from typing import Annotated

from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.usage import service
from mewayz_workspace.usage.schemas import UsageList

router = new_router("workspace/usage")


@router.get("")
async def list(p: Annotated[Principal, require("workspace.usage:read")], uow: Uow) -> UsageList:
    """How much of each limit is used, by metric and (for monthly ones) month."""
    return await service.show(uow)
