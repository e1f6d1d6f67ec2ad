"""Routes of messages."""

from typing import Annotated

from mewayz_crm.messages import service
from mewayz_crm.messages.schemas import MessageCreate, MessageRead
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal

messages = Resource(
    "crm/messages",
    service.messages,
    permission="crm.messages",
    feature="contacts",
    filter=("state", "category", "purpose", "to", "contact_id", "campaign_id", "enrolment_id", "created_at"),
    sort=("created_at",),
    verbs=("list", "get"),
)
router = messages.router
Sender = Annotated[Principal, require("crm.messages:send", feature="contacts")]


@router.post("", status_code=202, openapi_extra=options(idempotency="required"))
async def send(data: MessageCreate, p: Sender, uow: Uow) -> MessageRead:
    """Send a transactional mail; the answer shows it queued, and its `state` later what became of it. 422
    `unknown_template`, `unknown_variable` or `missing` for a template that cannot be filled in."""
    return await service.messages.show_one(uow, await service.send(uow, data))


@router.post("/{message_id}/resend", status_code=202)
async def resend(message_id: Id, p: Sender, uow: Uow) -> MessageRead:
    """Try a mail again that failed or that nobody knows about (`unconfirmed`), with the same Message-ID. 409
    `invalid_transition` in any other state; 409 `words_gone` when its words are no longer kept."""
    return await service.messages.show_one(uow, await service.resend(uow, message_id))
