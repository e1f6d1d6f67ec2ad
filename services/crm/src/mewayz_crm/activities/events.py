"""Events of activities beyond created, updated and deleted."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_crm.vocabulary import Subject
from mewayz_kit.events import Event


class ActivityCompleted(Event, type="crm.activity.completed.v1", subject="activity_id"):
    """Something was done."""

    activity_id: UUID
    activity_type: str
    activity_subject: str
    outcome: str | None
    assignee_id: UUID | None
    completed_at: datetime
    related: list[Subject]


class ActivityOverdue(Event, type="crm.activity.overdue.v1", subject="activity_id"):
    """Something is still open although its due time is over; once for each due time."""

    activity_id: UUID
    activity_type: str
    activity_subject: str
    due_at: datetime
    assignee_id: UUID | None
    related: list[Subject]


class Remind(BaseModel):
    """A reminder of an activity; void when it was moved meanwhile."""

    activity_id: UUID
    days: int
    minutes: int
    due_at: datetime


class Due(BaseModel):
    """The due time of an activity is over; void when it was moved meanwhile."""

    activity_id: UUID
    due_at: datetime
