"""Table of settings that staff has changed."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class PlatformSetting(Entity, Base, table=True):
    """One setting that differs from what the process was started with; `value` is `{"is": …}`."""

    __tablename__ = "platform_settings"
    __table_args__ = (sa.UniqueConstraint("name", name="uq_platform_settings_name"),)

    name: str = Field(max_length=40)
    value: dict[str, Any] = Field(sa_type=Json)
