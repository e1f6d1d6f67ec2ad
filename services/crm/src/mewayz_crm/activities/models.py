"""Tables of activities."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import SHOWN_BY, Base, Describable, board_index, list_index, sort_index
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Text


class Activity(WorkspaceScoped, Describable, SoftDelete, Entity, Base, table=True):
    """Something to do, or done. `owner_id` is who planned it, `assignee_id` who does it.

    `overdue_for` is the due time that was told to be over, so that each is told once.
    """

    __tablename__ = "activities"
    __searched__ = ("subject",)
    __table_args__ = (
        list_index("activities", "assignee_id"),
        list_index("activities", "status"),
        sort_index("activities", "due_at"),
        sort_index("activities", "start_at"),
        board_index("activities", "status"),
    )

    type: str = Field(max_length=8)
    subject: str = Field(max_length=300)
    description: str | None = Field(default=None, sa_type=Text)
    status: str = Field(default="open", max_length=10)
    priority: str = Field(default="normal", max_length=8)
    due_at: datetime | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    tz: str | None = Field(default=None, max_length=64)
    assignee_id: UUID | None = None
    direction: str | None = Field(default=None, max_length=8)
    outcome: str | None = Field(default=None, max_length=500)
    completed_at: datetime | None = None
    overdue_for: datetime | None = None

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Who planned it and who does it."""
        return sa.or_(columns.owner_id == user, columns.assignee_id == user)


class ActivitySubject(WorkspaceScoped, Base, table=True):
    """A record that an activity is about."""

    __tablename__ = "activity_subjects"
    __table_args__ = (sa.Index("ix_activity_subjects_subject", "subject_id", "activity_id"),)

    activity_id: UUID = Field(primary_key=True, foreign_key="activities.id", ondelete="CASCADE")
    subject_id: UUID = Field(primary_key=True, sa_column_kwargs={"info": {SHOWN_BY: "activity_id"}})
    subject_type: str = Field(max_length=10)
    position: int = 0


class ActivityReminder(WorkspaceScoped, Base, table=True):
    """How long before an activity its assignee is reminded: days by the wall clock, then minutes.

    `due_at` is the moment that follows from it (null: the activity has no time), `sent_at` when it was done.
    """

    __tablename__ = "activity_reminders"
    __table_args__ = (sa.PrimaryKeyConstraint("activity_id", "days", "minutes"),)

    activity_id: UUID = Field(primary_key=True, foreign_key="activities.id", ondelete="CASCADE")
    days: int = Field(primary_key=True, sa_type=sa.Integer)
    minutes: int = Field(primary_key=True, sa_type=sa.Integer)
    due_at: datetime | None = None
    sent_at: datetime | None = None
