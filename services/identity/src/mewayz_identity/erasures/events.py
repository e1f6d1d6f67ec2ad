"""Events of erasures; `identity.user.deleted.v1`, which starts the run, is an event of users."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class ErasureScheduled(Event, type="identity.erasure.scheduled.v1", subject="user"):
    """The account will be erased then, unless the person changes their mind."""

    erasure: UUID
    user: UUID
    scheduled_for: datetime


class ErasureCancelled(Event, type="identity.erasure.cancelled.v1", subject="user"):
    """The account stays."""

    erasure: UUID
    user: UUID


class ErasureChecking(Event, type="identity.erasure.check_requested.v1", subject="user", public=False):
    """Could this person be erased now? Every service answers `{service}.erasure.checked.v1`."""

    erasure: UUID
    user: UUID


class ErasureCompleted(Event, type="identity.erasure.completed.v1", subject="erasure", public=False):
    """Of identity's two messages of this name the last one, with `user`, says that *every* service has erased the
    person; the one without is the receipt of identity itself, like that of any service."""

    erasure: UUID
    counts: dict[str, int]
    user: UUID | None = None
    pseudonym: str | None = None
