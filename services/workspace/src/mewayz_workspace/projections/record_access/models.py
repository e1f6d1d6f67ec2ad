"""Tables of the copy of record access."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field

from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_workspace.base import Base


class LimitedRole(WorkspaceScoped, Base, table=True):
    """Members of this role see only their own records; `id` is that of crm."""

    __tablename__ = "limited_roles"

    id: UUID = Field(primary_key=True)
    role: str = Field(max_length=64)


class RecordOwner(WorkspaceScoped, Base, table=True):
    """Whose a record is: its owner's, its assignee's (activities) or that of the record it is about (notes).

    It outlives its record, whose acts stay in the feeds.
    """

    __tablename__ = "record_owners"

    workspace_id: UUID = Field(default=None, primary_key=True)
    record_id: str = Field(primary_key=True, max_length=120)
    owner_id: UUID | None = None
    assignee_id: UUID | None = None
    subject_id: str | None = Field(default=None, max_length=120)
    source_version: int | None = None


def owned_by(workspace_id: Any, record_id: Any, user: Any) -> sa.ColumnElement[bool]:
    """Whether a record is this person's. One whose owner has not been heard of is nobody's."""
    record: Any = aliased(RecordOwner)
    subject: Any = aliased(RecordOwner)
    about = sa.select(subject.record_id).where(
        subject.workspace_id == workspace_id, subject.record_id == record.subject_id, subject.owner_id == user
    )
    theirs = sa.or_(record.owner_id == user, record.assignee_id == user, about.correlate_except(subject).exists())
    found = sa.select(record.record_id).where(
        record.workspace_id == workspace_id, record.record_id == record_id, theirs
    )
    return found.correlate_except(record).exists()
