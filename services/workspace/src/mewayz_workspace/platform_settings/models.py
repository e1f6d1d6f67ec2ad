"""The table of settings."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class PlatformSetting(Entity, Base, table=True):
    """A setting that differs from its default. `value` holds the setting under `is`, so that null is a value too."""

    __tablename__ = "platform_settings"
    __table_args__ = (sa.UniqueConstraint("key", name="uq_platform_settings_key"),)

    key: str = Field(max_length=60)
    value: dict[str, Any] = Field(sa_type=Json)
