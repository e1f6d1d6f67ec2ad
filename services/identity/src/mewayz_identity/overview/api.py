"""The route of the overview."""

from typing import Annotated

from mewayz_identity.overview import service
from mewayz_identity.overview.schemas import Overview
from mewayz_kit.auth import Uow, staff
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("identity/admin/overview", tag="overview")


@router.get("")
async def get(p: Annotated[Principal, staff("platform.overview:read")], uow: Uow) -> Overview:
    """Counts measured now; `as_of` says when."""
    return await service.measure(uow)
