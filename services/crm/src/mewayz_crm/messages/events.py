"""Events of messages."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class MessageSent(Event, type="crm.message.sent.v1", subject="message_id"):
    """A provider has accepted a mail."""

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
    sent_at: datetime
