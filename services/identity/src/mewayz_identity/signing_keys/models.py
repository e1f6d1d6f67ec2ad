"""Table of signing keys."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.types import Json


class SigningKey(Entity, Base, table=True):
    """One key pair. `private` is sealed; `active_slot` is 1 on the one active key, so two can never be active."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        sa.UniqueConstraint("kid", name="uq_signing_keys_kid"),
        sa.UniqueConstraint("active_slot", name="uq_signing_keys_active_slot"),
    )

    kid: str = Field(max_length=64)
    state: str = Field(max_length=10, index=True)
    active_slot: int | None = None
    private: bytes = Field(sa_type=sa.LargeBinary)
    public: dict[str, Any] = Field(sa_type=Json)
    published_at: datetime
    activated_at: datetime | None = None
    retired_at: datetime | None = None
    removed_at: datetime | None = Field(default=None, index=True)
    reason: str | None = Field(default=None, max_length=300)
