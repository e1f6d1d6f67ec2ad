"""What filters can ask about activities."""

from collections.abc import Sequence
from typing import Any

from mewayz_crm.activities.models import Activity, ActivitySubject
from mewayz_crm.activities.schemas import ActivityRead
from mewayz_crm.filters.kinds import Condition
from mewayz_crm.filters.many import Labels, having
from mewayz_crm.filters.registry import Fields, columns
from mewayz_crm.filters.rules import read_id


def _about(subject_ids: Sequence[Any] | None) -> Condition:
    key: Any = ActivitySubject.activity_id
    subject: Any = ActivitySubject.subject_id
    return having(Activity.id, key, *(() if subject_ids is None else (subject.in_(subject_ids),)))


FIELDS = (
    Fields(
        "activity",
        {
            **columns(
                Activity,
                ActivityRead,
                "type",
                "subject",
                "description",
                "status",
                "priority",
                "due_at",
                "start_at",
                "end_at",
                "tz",
                "assignee_id",
                "direction",
                "outcome",
                "completed_at",
                "owner_id",
                "created_at",
                "updated_at",
            ),
            "related": Labels(read_id, _about),
        },
    ),
)
