"""Bodies of sessions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record


class SessionRead(Record):
    """A place where you are signed in."""

    name: Annotated[str | None, Field(description="Your own name for it.")]
    device_id: UUID | None
    client: Annotated[str, Field(description="browser or native")]
    ip: str | None
    user_agent: str
    aal: Annotated[int, Field(description="2 when a second factor was proven, else 1.")]
    amr: Annotated[list[str], Field(description="How it was proven (RFC 8176): pwd, otp, …")]
    auth_time: Annotated[datetime, Field(description="Last proof of identity in this session.")]
    last_seen_at: datetime
    idle_expires_at: datetime
    absolute_expires_at: datetime
    current: Annotated[bool, Field(description="Whether this request comes from it.")]


class SessionUpdate(Input):
    """A name for a session; null removes it."""

    name: Annotated[str | None, Field(min_length=1, max_length=120)]


class RevokedCount(Output):
    """How many sessions ended."""

    revoked: int
