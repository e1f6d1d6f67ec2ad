"""Bodies of webhook messages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record


class Progress(Output):
    """How far one endpoint is. `state`: pending, retrying, delivered, exhausted, skipped (it was switched off)."""

    endpoint_id: UUID
    state: str
    attempts: int
    next_at: datetime | None


class MessageRead(Record):
    """A message. `webhook_id` is the same in every attempt; `body` is exactly what is signed and sent."""

    webhook_id: str
    event_id: UUID
    type: str
    body: str
    endpoints: list[Progress]


class Redeliver(Input):
    """To one endpoint, or (null) to every one that the message was for."""

    endpoint_id: Annotated[UUID | None, Field(description="Null: every endpoint of the message.")] = None
