"""Table of the security log."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.ids import new_id
from mewayz_kit.types import Json


class SecurityEvent(Base, table=True):
    """One fact. `user_id` is whom it is about, `actor_id` who did it (a user, key or service), `on_behalf_of` the
    person a staff member acted for."""

    __tablename__ = "security_events"
    __retained__ = "What happened is needed; an erasure blanks whom it happened to."
    __table_args__ = (
        sa.Index("ix_security_events_user", "user_id", "created_at", "id"),
        sa.Index("ix_security_events_time", "created_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime
    user_id: UUID | None = None
    workspace_id: UUID | None = Field(default=None, index=True)
    actor_id: str | None = Field(default=None, max_length=64)
    on_behalf_of: UUID | None = None
    action: str = Field(max_length=60, index=True)
    outcome: str = Field(max_length=10)
    ip: str | None = Field(default=None, max_length=45)
    user_agent: str = Field(default="", max_length=300)
    details: dict[str, Any] = Field(sa_type=Json)
