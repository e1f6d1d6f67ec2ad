"""Events of messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.events import Event


class OfMessage(BaseModel):
    """Which message, and to whom: what every event about one says of it."""

    message_id: UUID
    category: str
    purpose: str
    message_subject: str
    address: str
    contact_id: UUID | None
    sender_id: UUID | None
    campaign_id: UUID | None
    enrolment_id: UUID | None
    step_id: UUID | None


class MessageSent(OfMessage, Event, type="crm.message.sent.v1", subject="message_id"):
    """A provider has accepted a mail."""

    sent_at: datetime


def about(row: Any) -> dict[str, Any]:
    """The fields of `OfMessage`, from a message."""
    own = {name: getattr(row, name) for name in OfMessage.model_fields if hasattr(row, name)}
    return own | {"message_id": row.id, "message_subject": row.subject, "address": row.to_address}
