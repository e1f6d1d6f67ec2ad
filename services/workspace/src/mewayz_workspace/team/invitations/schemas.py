"""Bodies of invitations."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import EmailStr, Field

from mewayz_kit.schema import Input, Output, Record


class InvitationCreate(Input):
    """Who is invited as what. `days` is how long the link works."""

    email: EmailStr
    role: Annotated[str, Field(min_length=1, max_length=40, description="Key of a role.", examples=["editor"])]
    message: Annotated[str | None, Field(max_length=1000)] = None
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    days: Annotated[int, Field(ge=1, le=30)] = 7


class BatchRow(Input):
    """One row of a batch; it is checked on its own, so a bad one does not stop the others."""

    email: Annotated[str, Field(max_length=400)]
    role: Annotated[str, Field(max_length=40)]
    message: Annotated[str | None, Field(max_length=1000)] = None


class BatchCreate(Input):
    """Up to 100 invitations."""

    invitations: Annotated[list[BatchRow], Field(min_length=1, max_length=100)]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    days: Annotated[int, Field(ge=1, le=30)] = 7


class Happened(Output):
    """One step in the life of an invitation."""

    at: datetime
    what: str


class InvitationRead(Record):
    """An invitation. `state`: pending, accepted, declined, cancelled, expired, superseded."""

    email: str
    role: str
    message: str | None
    state: str
    expires_at: datetime
    resent_count: int
    invited_by: UUID | None
    accepted_by: UUID | None
    batch_id: UUID | None
    events: list[Happened]


class BatchRead(Record):
    """A batch with one result per row, in order: {email, status sent|failed, invitation_id, code, detail}."""

    invited_by: UUID | None
    sent: int
    failed: int
    results: list[dict[str, Any]]


class InvitationShown(Output):
    """An invitation as the holder of its link sees it."""

    workspace_name: str
    workspace_slug: str
    inviter: str | None
    email: str
    role: str
    role_name: str
    message: str | None
    state: str
    expires_at: datetime


class Accept(Input):
    """The token of the link."""

    token: Annotated[str, Field(min_length=20, max_length=100)]


class Accepted(Output):
    """The new membership."""

    workspace_id: UUID
    member_id: UUID
    role: str


class Declined(Output):
    """The invitation is declined."""

    state: Literal["declined"]
