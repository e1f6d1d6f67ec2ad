"""Answers of the activity feed."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.schema import Output


class ActivityEntry(Output):
    """One act. `text` is a sentence in the reader's language; `url` a path of the product."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_name: str | None
    service: str
    action: str
    target_type: str
    target_id: str
    title: str | None
    url: str
    text: str
