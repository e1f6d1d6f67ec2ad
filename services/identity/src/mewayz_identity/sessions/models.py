"""Table of sessions."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Json


class Session(UserScoped, Entity, Base, table=True):
    """A sign-in on one device. `aal` 2 means that a second factor was proven; `auth_time` moves by step-up only.
    `actor_id` is the staff member who acts as this person in it, `portal_workspace_id` the one workspace whose portal
    it opens.

    Its refresh tokens are one family: they live and die with it.
    """

    __tablename__ = "sessions"
    __table_args__ = (sa.Index("ix_sessions_revoked", "revoked_at", "id"),)

    device_id: UUID | None = None
    actor_id: UUID | None = Field(default=None, index=True)
    portal_workspace_id: UUID | None = None
    name: str | None = Field(default=None, max_length=120)
    client: str = Field(max_length=10)
    ip: str | None = Field(default=None, max_length=45)
    user_agent: str = Field(max_length=300)
    aal: int
    amr: list[str] = Field(sa_type=Json)
    auth_time: datetime
    last_seen_at: datetime
    idle_seconds: int
    idle_expires_at: datetime
    absolute_expires_at: datetime = Field(index=True)
    revoked_at: datetime | None = None
    revoke_reason: str | None = Field(default=None, max_length=24)
