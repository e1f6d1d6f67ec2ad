"""Tables of webhooks."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json, Text
from mewayz_workspace.base import Base


class WebhookEndpoint(WorkspaceScoped, Entity, Base, table=True):
    """An address that is told about events.

    `disabled_reason`: gone (it answered 410), failing (120 hours of failures), or null. `frozen`: beyond the plan,
    which keeps those of the lowest `place`, then the oldest.
    The secrets are sealed; the previous one signs too until `previous_until`. `sending_until` is the lease of the
    one sender that works for this endpoint.
    """

    __tablename__ = "webhook_endpoints"

    url: str = Field(max_length=2048)
    description: str | None = Field(default=None, max_length=500)
    event_types: list[str] = Field(sa_type=Json)
    enabled: bool = True
    disabled_reason: str | None = Field(default=None, max_length=20)
    frozen: bool = False
    place: int = 0
    failing_since: datetime | None = None
    secret: bytes = Field(sa_type=sa.LargeBinary(length=255))
    previous_secret: bytes | None = Field(default=None, sa_type=sa.LargeBinary(length=255))
    previous_until: datetime | None = None
    sending_until: datetime | None = None


class WebhookMessage(WorkspaceScoped, Entity, Base, table=True):
    """One event as it is sent: `body` is signed, sent and stored as the same bytes, and never changes.

    `depth` says how many automation steps led to the event.
    """

    __tablename__ = "webhook_messages"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "event_id", name="uq_webhook_messages_event"),
        sa.Index("ix_webhook_messages_age", "created_at"),
    )

    event_id: UUID
    type: str = Field(max_length=120)
    body: str = Field(sa_type=Text)
    depth: int = 0


class WebhookDispatch(WorkspaceScoped, Base, table=True):
    """How far one endpoint is with one message.

    `state`: pending, retrying, delivered, exhausted, skipped. `attempts` counts every attempt there ever was,
    `step` those of the present run through the schedule.
    """

    __tablename__ = "webhook_dispatches"
    __table_args__ = (
        sa.UniqueConstraint("endpoint_id", "message_id", name="uq_webhook_dispatches_pair"),
        sa.Index("ix_webhook_dispatches_due", "endpoint_id", "state", "next_at"),
        sa.Index("ix_webhook_dispatches_late", "state", "next_at"),
    )

    id: UUID = Field(primary_key=True)
    endpoint_id: UUID = Field(foreign_key="webhook_endpoints.id")
    message_id: UUID = Field(foreign_key="webhook_messages.id", index=True)
    state: str = Field(max_length=12)
    attempts: int = 0
    step: int = 0
    next_at: datetime | None = None


class WebhookDelivery(WorkspaceScoped, Entity, Base, table=True):
    """One attempt. `status` is the HTTP status, `error` why there was none; `response` at most 2 KiB of the answer."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        sa.UniqueConstraint("endpoint_id", "message_id", "attempt", name="uq_webhook_deliveries_attempt"),
    )

    endpoint_id: UUID = Field(foreign_key="webhook_endpoints.id")
    message_id: UUID = Field(foreign_key="webhook_messages.id", index=True)
    attempt: int
    status: int | None = None
    error: str | None = Field(default=None, max_length=60)
    latency_ms: int
    response: str | None = Field(default=None, sa_type=Text)
    next_at: datetime | None = None
