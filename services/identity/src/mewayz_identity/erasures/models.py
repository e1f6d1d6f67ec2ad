"""Table of erasures."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class Erasure(Entity, Base, table=True):
    """The end of one account. The row outlives the person: it proves that every service has answered.

    `open_key` is the person while the erasure is open, so that there is one at a time. `checks` is which service
    has said since `checking_since` whether anything stands against it, `receipts` which has erased how much.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        sa.UniqueConstraint(
            "open_key",
            name="uq_erasures_open_key",
            info={"problem": ("erasure_open", "The deletion of this account is under way already.")},
        ),
        sa.Index("ix_erasures_user", "user_id", "created_at"),
        sa.Index("ix_erasures_state", "state", "asked_at"),
    )

    user_id: UUID
    open_key: UUID | None = None
    source: str = Field(max_length=12)
    reason: str | None = Field(default=None, max_length=500)
    state: str = Field(max_length=12)
    scheduled_for: datetime
    checking_since: datetime | None = None
    asked_at: datetime | None = None
    checks: dict[str, Any] = Field(sa_type=Json)
    blockers: list[dict[str, Any]] = Field(sa_type=Json)
    pseudonym: str | None = Field(default=None, max_length=40)
    receipts: dict[str, Any] = Field(sa_type=Json)
    ended_at: datetime | None = None
