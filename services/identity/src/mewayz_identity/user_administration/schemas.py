"""Bodies of user administration."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from mewayz_identity.users.schemas import UserSnapshot
from mewayz_kit.schema import Input, Output

Confirm = Annotated[str, Field(max_length=320, description="The address of the user, typed again.")]
Reason = Annotated[str, Field(min_length=3, max_length=500, examples=["asked for by phone, ticket 4711"])]


class StaffUserRead(UserSnapshot):
    """A user, for staff."""

    email_undeliverable_at: datetime | None
    mfa_enrolled: bool
    staff_role: str | None
    living_sessions: Annotated[int, Field(description="Places where the person is signed in.")]


class Destructive(Input):
    """Why, and for whom."""

    confirm: Confirm
    reason: Reason


class Reasoned(Input):
    """Why."""

    reason: Reason


class EndedSessions(Output):
    """How many sessions ended."""

    revoked: int
