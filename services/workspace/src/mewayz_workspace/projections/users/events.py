"""Our slim copies of identity's events."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class UserCreated(Event, type="identity.user.created.v1"):
    """A person signed up, or changed: only what we show of them."""

    id: UUID
    email: str | None = None
    email_verified: bool | None = None
    name: str | None = None
    locale: str | None = None
    timezone: str | None = None
    status: str | None = None
    created_at: datetime | None = None
