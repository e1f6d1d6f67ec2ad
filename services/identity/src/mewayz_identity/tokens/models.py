"""Table of refresh tokens."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base, Digest
from mewayz_kit.ids import new_id


class RefreshToken(Base, table=True):
    """One refresh token of the family of a session. `rotated_at` and `successor_id` are set together, once."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (sa.Index("ix_refresh_tokens_session", "session_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    session_id: UUID
    secret_hash: bytes = Field(sa_type=Digest)
    created_at: datetime
    expires_at: datetime = Field(index=True)
    rotated_at: datetime | None = None
    successor_id: UUID | None = None
