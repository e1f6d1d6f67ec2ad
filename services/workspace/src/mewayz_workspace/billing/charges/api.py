"""Routes of charges."""

from mewayz_kit.resource import Resource
from mewayz_workspace.billing.charges import service

charges = Resource(
    "workspace/charges",
    service.records,
    permission="workspace.subscription",
    filter=("state", "reason", "created_at"),
    verbs=("list", "get"),
)
router = charges.router
