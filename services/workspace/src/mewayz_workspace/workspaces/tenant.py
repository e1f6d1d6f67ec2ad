"""The tenant as every service knows it, read from the rows it is made of."""

from typing import TYPE_CHECKING
from uuid import UUID

from mewayz_kit.ids import new_id
from mewayz_kit.tenants import Tenant
from mewayz_kit.tokens import service_principal
from mewayz_kit.uow import Cause, UnitOfWork
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.workspaces import service as workspaces

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime


async def tenant_of(uow: UnitOfWork, workspace_id: UUID) -> Tenant:
    """The tenant row and entitlement snapshot, or 404."""
    async with uow.within(workspace_id=workspace_id):
        row = await workspaces.get(uow, workspace_id)
        held = await entitlements.current(uow)
    return Tenant(
        workspace_id=row.id,
        **row.model_dump(include={"name", "slug", "timezone", "locale", "currency", "status", "version"}),
        plan_version=held.version,
        features=frozenset(held.features),
        limits=held.limits,
        statics=held.statics,
    )


async def load_tenant(runtime: "Runtime", workspace_id: UUID) -> Tenant:
    """How this service itself learns of a workspace."""
    principal = service_principal(runtime.service.name, workspace_id)
    uow = UnitOfWork(runtime, principal, cause=Cause(correlation_id=new_id()), writes=False)
    try:
        return await tenant_of(uow, workspace_id)
    finally:
        await uow.close()
