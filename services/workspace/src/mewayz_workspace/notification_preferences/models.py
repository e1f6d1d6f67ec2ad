"""Tables of notification preferences."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_workspace.base import Base


class NotificationPreference(UserScoped, Entity, Base, table=True):
    """A choice that differs from the default."""

    __tablename__ = "notification_preferences"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "category", "channel", name="uq_notification_preferences_channel"),
    )

    category: str = Field(max_length=20)
    channel: str = Field(max_length=10)
    enabled: bool


class NotificationSettings(UserScoped, Base, table=True):
    """When a person wants to be left alone: quiet hours as `HH:MM` in their zone, and how mail is bundled."""

    __tablename__ = "notification_settings"

    user_id: UUID = Field(default=None, primary_key=True)
    quiet_start: str | None = Field(default=None, max_length=5)
    quiet_end: str | None = Field(default=None, max_length=5)
    digest: str = Field(default="off", max_length=10)
