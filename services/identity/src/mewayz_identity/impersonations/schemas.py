"""Bodies of impersonations."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output, Record


class ImpersonationCreate(Input):
    """Whom to act as, and why."""

    user_id: UUID
    workspace_id: Annotated[UUID | None, Field(description="The workspace it is about, for the log.")] = None
    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["ticket 4711: page is empty"])]


class ImpersonationRead(Record):
    """An impersonation."""

    staff_id: UUID
    user_id: UUID
    workspace_id: UUID | None
    reason: str
    expires_at: datetime
    ended_at: datetime | None


class ImpersonationToken(Output):
    """A token by which staff acts as a person; there is no refresh token."""

    impersonation: ImpersonationRead
    access_token: str
    token_type: Annotated[str, Field(examples=["Bearer"])]
    expires_in: Annotated[int, Field(description="Seconds; renew it while the impersonation lasts.")]
