"""Table of the membership read-model."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_analytics.base import Base
from mewayz_kit.tenancy import WorkspaceScoped


class Member(WorkspaceScoped, Base, table=True):
    """One person in one workspace, as of the event at `as_of`."""

    __tablename__ = "members"
    __table_args__ = (sa.Index("ix_members_person", "user_id", "active"),)

    workspace_id: UUID = Field(default=None, primary_key=True)
    user_id: UUID = Field(primary_key=True)
    active: bool
    as_of: datetime
