"""Table of challenges."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base, Digest
from mewayz_kit.ids import new_id


class Challenge(Base, table=True):
    """One open question. It is answered once: `consumed_at` is set by a conditional update.

    `handle_hash` belongs to whoever asked, `code_hash` and `link_hash` to whoever reads the mail. `payload` is
    sealed. `voided_at` is set when a newer one of the same purpose and subject is asked for.
    """

    __tablename__ = "challenges"
    __table_args__ = (sa.Index("ix_challenges_subject", "subject_hash", "purpose"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    purpose: str = Field(max_length=24)
    user_id: UUID | None = Field(default=None, index=True)
    subject_hash: bytes = Field(sa_type=Digest)
    handle_hash: bytes = Field(sa_type=Digest)
    code_hash: bytes | None = Field(default=None, sa_type=Digest)
    link_hash: bytes | None = Field(default=None, sa_type=Digest)
    payload: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    attempts: int = 0
    created_at: datetime
    code_expires_at: datetime
    expires_at: datetime = Field(index=True)
    consumed_at: datetime | None = None
    voided_at: datetime | None = None
