"""Routes of deliveries: to look at, nothing else."""

from mewayz_kit.resource import Resource
from mewayz_workspace.webhooks.deliveries import service

deliveries = Resource(
    "workspace/webhook-deliveries",
    service.records,
    permission="workspace.webhook_endpoints",
    filter=("endpoint_id", "message_id", "status", "error", "attempt", "created_at"),
    sort=("created_at",),
    verbs=("list",),
)
router = deliveries.router
