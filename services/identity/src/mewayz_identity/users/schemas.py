"""Bodies of users as other services see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Output, Record


class UserSnapshot(Record):
    """A user in events: who it is, never how the person signs in."""

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
    segments: Annotated[list[str], Field(description="Groups that staff has put the person into.")]


class UserState(Output):
    """The present state of a user, for a decision that needs it fresh."""

    id: UUID
    email: str
    email_verified: bool
    status: Annotated[str, Field(description="pending, active, disabled, deletion_scheduled or deleted")]
    name: str
    locale: str
