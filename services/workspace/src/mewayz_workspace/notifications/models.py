"""Tables of notifications."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_workspace.base import Base


class NotificationFeed(UserScoped, Base, table=True):
    """The counter of a person's notifications.

    Its row is locked while one is written, so numbers appear in commit order and a stream that resumes after a
    number misses nothing.
    """

    __tablename__ = "notification_feeds"

    user_id: UUID = Field(default=None, primary_key=True)
    last_seq: int = 0


class Notification(UserScoped, Entity, Base, table=True):
    """One thing a person was told, once per `dedupe_key`. `priority`: high, normal."""

    __tablename__ = "notifications"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "dedupe_key", name="uq_notifications_dedupe"),
        sa.UniqueConstraint("user_id", "seq", name="uq_notifications_seq"),
    )

    seq: int
    workspace_id: UUID | None = Field(default=None, index=True)
    category: str = Field(max_length=20)
    priority: str = Field(default="normal", max_length=10, sa_column_kwargs={"server_default": "normal"})
    template: str = Field(max_length=80)
    title: str = Field(max_length=300)
    body: str | None = Field(default=None, max_length=2000)
    url: str | None = Field(default=None, max_length=500)
    dedupe_key: str = Field(max_length=200)
    read_at: datetime | None = None
