"""Bodies of referral invites."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record


class InvitesCreate(Input):
    """Up to 50 addresses; each is checked alone."""

    emails: Annotated[
        list[Annotated[str, Field(max_length=400)]],
        Field(min_length=1, max_length=50, examples=[["friend@example.com"]]),
    ]
    message: Annotated[str | None, Field(max_length=1000)] = None
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"


class InviteRead(Record):
    """An invite. `state`: sent, or joined (somebody registered with this address and the code)."""

    code_id: UUID
    email: str
    state: str
    invited_by: UUID | None


class InviteResult(Output):
    """What became of one address, in order. `code`: validation_failed or already_invited."""

    email: str
    status: str
    invite_id: UUID | None
    code: str | None


class InvitesSent(Output):
    """How many were sent, and each row."""

    sent: int
    failed: int
    results: list[InviteResult]
