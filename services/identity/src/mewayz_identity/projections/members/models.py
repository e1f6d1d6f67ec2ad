"""Table of the copied memberships."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mewayz_identity.base import Base


class Membership(Base, table=True):
    """One person in one workspace. `as_of` is the time of the event that wrote it: an older one never overwrites."""

    __tablename__ = "memberships"

    workspace_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True, index=True)
    role: str = Field(max_length=64)
    status: str = Field(max_length=10)
    as_of: datetime
