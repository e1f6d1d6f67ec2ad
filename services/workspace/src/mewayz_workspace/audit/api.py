"""Routes of the audit feeds: read and export, nothing else."""

from mewayz_kit.resource import Resource
from mewayz_workspace.audit import service

FILTER = ("at", "actor", "actor_id", "service", "action", "target_type", "target_id", "request_id", "ip")
entries = Resource(
    "workspace/audit-entries",
    service.records,
    permission="workspace.audit",
    filter=FILTER,
    sort=("-at",),
    verbs=("list", "get", "export"),
)
router = entries.router
platform_entries = Resource(
    "workspace/admin/audit-entries",
    service.platform,
    permission="platform.audit",
    auth="staff",
    filter=FILTER,
    sort=("-at",),
    verbs=("list", "get", "export"),
)
platform_router = platform_entries.router
