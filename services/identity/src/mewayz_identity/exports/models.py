"""Table of exports."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped
from mewayz_kit.types import Json


class DataExport(UserScoped, Entity, Base, table=True):
    """One archive of a person's data. `running_key` is the person while it is being made, so that there is one at
    a time; `parts` is what each service has handed over: service → file, sha256, bytes, counts."""

    __tablename__ = "exports"
    __table_args__ = (
        sa.UniqueConstraint(
            "running_key",
            name="uq_exports_running_key",
            info={"problem": ("export_running", "An export is being made already; wait until it is ready.")},
        ),
        sa.Index("ix_exports_state", "state", "asked_at"),
    )

    state: str = Field(max_length=12)
    running_key: UUID | None = None
    deadline: datetime
    asked_at: datetime | None = None
    parts: dict[str, Any] = Field(sa_type=Json)
    size: int | None = Field(default=None, sa_type=sa.BigInteger)
    sha256: str | None = Field(default=None, max_length=64)
    ready_at: datetime | None = None
    expires_at: datetime | None = None
