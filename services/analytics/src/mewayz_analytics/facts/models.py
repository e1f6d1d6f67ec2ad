"""Tables of facts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_analytics.base import Base
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import AutoId, Json


class Fact(WorkspaceScoped, Base, table=True):
    """One event as it counts. `seq` is the order of recording; `value` is an integer (money in minor units).

    What happened outside every workspace belongs to the platform, whose id is the nil UUID (RFC 9562 §5.9).
    """

    __tablename__ = "facts"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "id", name="uq_facts_event"),
        sa.Index("ix_facts_time", "workspace_id", "occurred_at", "id"),
        sa.Index("ix_facts_type", "workspace_id", "type", "occurred_at", "id"),
        sa.Index("ix_facts_replay", "type", "seq"),
        # A number is never given twice, not even after the newest facts were purged.
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=AutoId)
    id: UUID = Field(nullable=False)
    type: str = Field(max_length=120)
    actor: str | None = Field(default=None, max_length=80, index=True)
    subject: str = Field(max_length=120)
    occurred_at: datetime
    recorded_at: datetime
    value: int | None = None
    currency: str | None = Field(default=None, max_length=3)
    dimensions: dict[str, Any] = Field(sa_type=Json)
