"""Tables of members."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.tenancy import WorkspaceScoped


class Member(WorkspaceScoped, Base, table=True):
    """What the newest event said of a member, at `as_of`; somebody of whom none was heard counts as active."""

    __tablename__ = "members"
    __table_args__ = (sa.PrimaryKeyConstraint("user_id", "workspace_id"),)

    user_id: UUID = Field(primary_key=True)
    workspace_id: UUID = Field(default=None, primary_key=True)
    status: str = Field(max_length=10)
    as_of: datetime
