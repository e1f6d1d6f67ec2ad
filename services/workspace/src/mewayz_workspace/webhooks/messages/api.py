"""Routes of webhook messages."""

from typing import Annotated

from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal
from mewayz_workspace.webhooks.messages import service
from mewayz_workspace.webhooks.messages.schemas import MessageRead, Redeliver

messages = Resource(
    "workspace/webhook-messages",
    service.records,
    permission="workspace.webhook_endpoints",
    filter=("type", "event_id", "created_at"),
    sort=("created_at",),
    verbs=("list", "get"),
)
router = messages.router
Writer = Annotated[Principal, require("workspace.webhook_endpoints:write", feature="webhooks")]


@router.post("/{message_id}/redeliver", status_code=202, openapi_extra=options(idempotency="required"))
async def redeliver(message_id: Id, data: Redeliver, p: Writer, uow: Uow) -> MessageRead:
    """Send a message again: same id, same bytes, a new timestamp and a new run of attempts.

    404 for an unknown endpoint; 403 `frozen_over_limit`; 409 `endpoint_disabled`.
    """
    return await service.redeliver(uow, message_id, data.endpoint_id)
