"""Hosts for the gateway."""

from typing import Annotated

from fastapi import Path

from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.errors import NotFound
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.domains import service
from mewayz_workspace.domains.rules import a_label
from mewayz_workspace.domains.schemas import HostAnswer

router = internal_router()


@router.get("/hosts/{host}")
async def get_host(
    host: Annotated[str, Path(min_length=1, max_length=253)],
    p: Annotated[Principal, internal_only("gateway")],
    uow: Uow,
) -> HostAnswer:
    """Which workspace and target answer on a host, and whether it may have a certificate; 404 for any other."""
    try:
        name = a_label(host)
    except ValueError as error:
        raise NotFound(detail="No workspace answers on this host.") from error
    return await service.host(uow, name)
