"""Table of recovery codes."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base, Digest
from mewayz_kit.ids import new_id
from mewayz_kit.tenancy import UserScoped


class RecoveryCode(UserScoped, Base, table=True):
    """One code; `used_at` is set once, by a conditional update."""

    __tablename__ = "recovery_codes"
    __table_args__ = (sa.UniqueConstraint("user_id", "code_hash", name="uq_recovery_codes_code"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code_hash: bytes = Field(sa_type=Digest)
    used_at: datetime | None = None
