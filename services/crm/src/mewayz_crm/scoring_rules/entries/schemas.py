"""Bodies of score entries."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.schema import Record


class ScoreEntryRead(Record):
    """What a rule gave for one event; it is live until `expires_at`. `reason` is what the rule was called then.
    `rule_id` may also be the lead form or magnet that gave it."""

    rule_id: UUID
    contact_id: UUID
    source_event_id: UUID
    reason: str
    trigger: str
    points: int
    at: datetime
    expires_at: datetime | None
