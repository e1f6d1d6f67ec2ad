"""Bodies of notifications."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_kit.schema import Output, Record


class NotificationRead(Record):
    """Something the caller was told. `seq` grows by one per notification and is the id of its stream event.

    `priority` is `high` for security and billing, `normal` for everything else.
    """

    seq: int
    workspace_id: UUID | None
    category: str
    priority: str
    template: str
    title: str
    body: str | None
    url: str | None
    read_at: datetime | None


class Unread(Output):
    """How many notifications are unread."""

    unread: int


class DeferredNotice(BaseModel):
    """Payload of the job that asks the source for the words of a notice to one person."""

    source: str
    user_id: UUID
    category: str
    template: str
    params: dict[str, object]
    url: str | None
    dedupe_key: str
