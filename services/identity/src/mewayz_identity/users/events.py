"""Events of users beyond created, updated and deleted."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class _UserFact(Event, type="", subject="id"):
    """What the facts below carry: the snapshot of the user."""

    id: UUID
    email: str
    email_verified: bool
    email_verified_at: datetime | None
    username: str | None
    name: str
    avatar_url: str | None
    locale: str
    timezone: str
    status: str
    source: str
    referral_code: str | None
    segments: list[str]
    version: int
    created_at: datetime
    updated_at: datetime


class UserVerified(_UserFact, type="identity.user.verified.v1"):
    """The person controls the address."""


class UserDisabled(_UserFact, type="identity.user.disabled.v1"):
    """Staff has shut the account."""


class UserEnabled(_UserFact, type="identity.user.enabled.v1"):
    """Staff has opened the account again."""


class UserDeleted(Event, type="identity.user.deleted.v1", subject="user", public=False):
    """The person is gone: every service erases what it holds, or puts the pseudonym where the name stood."""

    erasure: UUID
    user: UUID
    pseudonym: str
