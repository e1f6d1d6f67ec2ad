"""Bodies of messages."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from mewayz_crm.messages.drafts import Category
from mewayz_kit.schema import Input, Record

State = Literal[
    "queued", "sending", "sent", "delivered", "bounced", "complained", "suppressed", "failed", "unconfirmed"
]


class MessageRead(Record):
    """A mail and what became of it. `html` and `text` are null once its words were let go of; the addresses of somebody
    who was erased are empty. `error` says why it is suppressed or failed, or what it waits for."""

    category: Category
    purpose: str
    to_address: str
    to_name: str | None
    contact_id: UUID | None
    sender_id: UUID | None
    from_address: str
    from_name: str
    reply_to: str | None
    subject: str
    html: str | None
    text: str | None
    rfc_message_id: str
    in_reply_to: str | None
    dedupe_key: str | None
    campaign_id: UUID | None
    enrolment_id: UUID | None
    state: State
    attempts: int
    sent_at: datetime | None
    provider: str | None
    provider_ref: str | None
    error: str | None


class SendMessage(Input):
    """Which mail to send."""

    message_id: UUID
