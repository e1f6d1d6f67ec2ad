"""Bodies of the timeline."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_crm.vocabulary import SubjectType
from mewayz_kit.schema import Record


class TimelineEntryRead(Record):
    """One event. `actor` is a user, key or service; `data` holds what the line is about, by kind."""

    subject_type: SubjectType
    subject_id: UUID
    kind: str
    source_event_id: UUID
    at: datetime
    actor: str | None
    data: dict[str, Any]
