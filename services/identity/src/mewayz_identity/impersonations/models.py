"""Table of impersonations."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity


class Impersonation(Entity, Base, table=True):
    """Staff member `staff_id` acts as `user_id` in the session `session_id`, which has no refresh token."""

    __tablename__ = "impersonations"
    __retained__ = "Evidence of what staff did in whose name; ids tell nobody who an erased person was."
    __table_args__ = (sa.Index("ix_impersonations_user", "user_id", "created_at"),)

    staff_id: UUID = Field(index=True)
    user_id: UUID
    workspace_id: UUID | None = None
    session_id: UUID
    reason: str = Field(max_length=500)
    expires_at: datetime
    ended_at: datetime | None = Field(default=None, index=True)
