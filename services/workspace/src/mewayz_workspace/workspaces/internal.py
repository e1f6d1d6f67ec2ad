"""Workspace routes for other services."""

from typing import Annotated

from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.ids import Id
from mewayz_kit.route import internal_router
from mewayz_kit.tenants import Tenant
from mewayz_kit.tokens import Principal
from mewayz_workspace.flags import service as flags
from mewayz_workspace.flags.rules import MAINTENANCE
from mewayz_workspace.team.access.service import GATEWAY
from mewayz_workspace.workspaces import tenant

router = internal_router()


@router.get("/entitlements/{workspace_id}")
async def get_entitlements(workspace_id: Id, p: Annotated[Principal, internal_only()], uow: Uow) -> Tenant:
    """The tenant row and entitlement snapshot as they are now; 404 for an unknown workspace."""
    known = await tenant.tenant_of(uow, workspace_id)
    if p.id == GATEWAY and await flags.in_maintenance(uow, workspace_id):
        return known.model_copy(update={"status": MAINTENANCE})
    return known
