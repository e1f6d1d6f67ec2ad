"""Routes of roles."""

from mewayz_kit.resource import Resource
from mewayz_workspace.team.roles import service
from mewayz_workspace.team.roles.schemas import RoleCreate, RoleUpdate

roles = Resource(
    "workspace/roles",
    service.records,
    create=RoleCreate,
    update=RoleUpdate,
    permission="workspace.roles",
    filter=("key", "builtin"),
    sort=("created_at", "name"),
    search=("name",),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = roles.router
