"""Table of integrations."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Integration(Entity, Base, table=True):
    """A provider that the platform may use. `active_kind` is its kind while it is the one in use.

    `status`: untested, working, failing. `sealed_secrets` holds the credentials, which never leave again.
    """

    __tablename__ = "integrations"

    provider: str = Field(max_length=40, unique=True)
    kind: str = Field(max_length=20)
    base_url: str | None = Field(default=None, max_length=500)
    options: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    sealed_secrets: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    active_kind: str | None = Field(default=None, max_length=20, unique=True)
    status: str = Field(default="untested", max_length=10)
    checked_at: datetime | None = None
    last_error: str | None = Field(default=None, max_length=500)
