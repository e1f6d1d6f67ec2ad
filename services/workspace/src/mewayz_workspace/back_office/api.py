"""Staff routes of the back office."""

from typing import Annotated

from fastapi import Request

from mewayz_kit.auth import Uow, staff
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.back_office import service
from mewayz_workspace.back_office.schemas import Health, Overview

overview_router = new_router("workspace/admin/overview")
health_router = new_router("workspace/admin/health")


@overview_router.get("")
async def get(p: Annotated[Principal, staff("platform.overview:read")], uow: Uow) -> Overview:
    """Users, workspaces, subscriptions and what they bring, tickets and usage, measured now; `as_of` says when."""
    return await service.measure(uow)


@health_router.get("", openapi_extra=options(timeout=15))
async def examine(p: Annotated[Principal, staff("platform.health:read")], request: Request) -> Health:
    """Every service's own `/readyz`, asked now, with the time it took."""
    return await service.examine(request.app.state.runtime)
