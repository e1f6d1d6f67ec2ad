"""Staff routes of integrations."""

from typing import Annotated

from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal
from mewayz_workspace.integrations import checks, service
from mewayz_workspace.integrations.schemas import (
    IntegrationCreate,
    IntegrationRead,
    IntegrationTest,
    IntegrationUpdate,
)

integrations = Resource(
    "workspace/admin/integrations",
    service.records,
    create=IntegrationCreate,
    update=IntegrationUpdate,
    permission="platform.integrations",
    auth="staff",
    filter=("provider", "kind", "status"),
    sort=("created_at", "provider"),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = integrations.router
Writer = Annotated[Principal, staff("platform.integrations:write")]


@router.post("/{integration_id}/test", openapi_extra=options(idempotency="none", timeout=60))
async def test(integration_id: Id, data: IntegrationTest, p: Writer, uow: Uow) -> IntegrationRead:
    """Send a test mail through this provider; afterwards `status` is `working` or `failing` with `last_error`."""
    return await service.records.show_one(uow, await checks.try_out(uow, integration_id, data.to))


@router.post("/{integration_id}/activate")
async def activate(integration_id: Id, p: Writer, uow: Uow) -> IntegrationRead:
    """Use this provider for its kind from the next message on, instead of the one before. Safe to repeat."""
    return await service.records.show_one(uow, await service.activate(uow, integration_id))


@router.post("/{integration_id}/deactivate")
async def deactivate(integration_id: Id, p: Writer, uow: Uow) -> IntegrationRead:
    """Use no stored provider of this kind: what the operator set for the process holds again. Safe to repeat."""
    return await service.records.show_one(uow, await service.deactivate(uow, integration_id))
