"""Table of API keys."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base, Digest
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class ApiKey(WorkspaceScoped, Entity, Base, table=True):
    """A key. `user_id` is the person a personal key acts as; a workspace key has none and outlives its creator.

    `warned_days` is the last notice about its end. While it rotates, `previous_hash` is good until `previous_until`.
    """

    __tablename__ = "api_keys"
    __table_args__ = (
        sa.Index("ix_api_keys_user", "user_id", "state"),
        sa.Index("ix_api_keys_revoked", "revoked_at", "id"),
    )

    name: str = Field(max_length=120)
    kind: str = Field(max_length=10)
    user_id: UUID | None = None
    created_by: UUID
    prefix: str = Field(max_length=24)
    secret_hash: bytes = Field(sa_type=Digest)
    previous_hash: bytes | None = Field(default=None, sa_type=Digest)
    previous_until: datetime | None = None
    scopes: list[str] = Field(sa_type=Json)
    allowed_ips: list[str] = Field(sa_type=Json)
    state: str = Field(max_length=10)
    expires_at: datetime = Field(index=True)
    warned_days: int | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
