"""Routes of feature flags: for the app, and for staff."""

from typing import Annotated

from mewayz_kit.auth import Uow, staff
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.flags import service
from mewayz_workspace.flags.models import FeatureFlag
from mewayz_workspace.flags.schemas import FlagCreate, FlagsShown, FlagUpdate, Maintenance, MaintenanceRead
from mewayz_workspace.requirements import Member

router = new_router("workspace/flags")
maintenance_router = new_router("workspace/admin/maintenance")


@router.get("")
async def get(p: Member, uow: Uow) -> FlagsShown:
    """Every flag as it is for this workspace now."""
    return FlagsShown(flags=await service.evaluated(uow))


flags = Resource(
    "workspace/admin/feature-flags",
    service.records,
    create=FlagCreate,
    update=FlagUpdate,
    permission="platform.feature_flags",
    auth="staff",
    filter=("key", "on"),
    sort=("created_at", "key"),
    search=("key", "description"),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
flags_router = flags.router


@maintenance_router.get("")
async def show(p: Annotated[Principal, staff("platform.maintenance:read")], uow: Uow) -> MaintenanceRead:
    """Whether the platform, or some workspaces, are in maintenance."""
    return _shown(await service.maintenance(uow))


@maintenance_router.put("")
async def switch(
    data: Maintenance, p: Annotated[Principal, staff("platform.maintenance:write")], uow: Uow
) -> MaintenanceRead:
    """Switch maintenance: within 30 seconds members and keys get 503 `maintenance`; staff and health go on."""
    return _shown(await service.switch_maintenance(uow, data))


def _shown(row: FeatureFlag) -> MaintenanceRead:
    return MaintenanceRead(on=row.on, workspaces=row.rules.get("workspaces", []))
