"""Answers about deliveries."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.schema import Record


class DeliveryRead(Record):
    """One attempt. Without an HTTP `status` the `error` says why: egress_timeout, egress_unreachable,
    destination_refused … `next_at`: when it is tried again, null when it is not."""

    endpoint_id: UUID
    message_id: UUID
    attempt: int
    status: int | None
    error: str | None
    latency_ms: int
    response: str | None
    next_at: datetime | None
