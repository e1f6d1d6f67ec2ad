"""Events of exports."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class ExportRequested(Event, type="identity.export.requested.v1", subject="user", public=False):
    """Every service hands over what it holds about this person, before the deadline."""

    export: UUID
    user: UUID
    deadline: datetime


class ExportCompleted(Event, type="identity.export.completed.v1", subject="user"):
    """The archive can be fetched until `expires_at`. `bytes` is its size."""

    export: UUID
    user: UUID
    bytes: int
    expires_at: datetime
