"""Events of activities beyond created, updated and deleted."""

from datetime import datetime
from uuid import UUID

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
