"""Routes of referral programs."""

from mewayz_kit.resource import Resource
from mewayz_workspace.referrals.programs import service
from mewayz_workspace.referrals.programs.schemas import PlatformProgramCreate, ProgramCreate, ProgramUpdate

programs = Resource(
    "workspace/referral-programs",
    service.records,
    create=ProgramCreate,
    update=ProgramUpdate,
    permission="workspace.referrals",
    filter=("active", "created_at"),
    sort=("created_at", "name"),
    search=("name",),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = programs.router
platform_programs = Resource(
    "workspace/admin/referral-programs",
    service.platform,
    create=PlatformProgramCreate,
    update=ProgramUpdate,
    permission="platform.referrals",
    auth="staff",
    filter=("kind", "active"),
    sort=("created_at", "name"),
    verbs=("list", "get", "create", "update"),
    on_create=service.create_platform,
    on_update=service.update_platform,
)
platform_router = platform_programs.router
