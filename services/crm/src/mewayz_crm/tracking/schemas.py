"""Data of tracking's jobs."""

from uuid import UUID

from mewayz_kit.schema import Input


class Hit(Input):
    """Which open or click to look at."""

    event_id: UUID
