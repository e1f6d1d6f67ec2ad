"""Tables of announcements."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Json, Text
from mewayz_workspace.base import Base


class Announcement(Entity, Base, table=True):
    """Shown from `starts_at` to `ends_at` (null: until it is deleted). `audience`: {plans, roles: keys; workspaces:
    ids}, an empty list means every one; one membership of the reader has to fit all three."""

    __tablename__ = "announcements"
    __table_args__ = (sa.Index("ix_announcements_window", "starts_at", "ends_at"),)

    level: str = Field(max_length=10)
    title: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    url: str | None = Field(default=None, max_length=500)
    audience: dict[str, Any] = Field(sa_type=Json)
    dismissible: bool
    starts_at: datetime
    ends_at: datetime | None = None


class AnnouncementDismissal(UserScoped, Base, table=True):
    """A person does not want to see it again; once per person."""

    __tablename__ = "announcement_dismissals"

    user_id: UUID = Field(default=None, primary_key=True)
    announcement_id: UUID = Field(primary_key=True, foreign_key="announcements.id", ondelete="CASCADE")
    at: datetime
