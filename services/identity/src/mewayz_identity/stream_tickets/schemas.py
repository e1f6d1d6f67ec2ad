"""Bodies of stream tickets."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Output


class TicketCreate(Input):
    """What the stream is about."""

    workspace_id: Annotated[UUID | None, Field(description="For streams of a workspace; null for your own.")] = None


class TicketRead(Output):
    """A ticket for one stream."""

    ticket: Annotated[str, Field(description="Send it as `?ticket=`.")]
    expires_in: int


class TicketUse(Output):
    """Who opens the stream."""

    user_id: UUID
    session_id: UUID
    workspace_id: UUID | None
    actor_id: Annotated[UUID | None, Field(description="Staff who acts as this person.")]
    email_verified: bool
    aal: int
    auth_time: int
    terms_pending: bool
    mfa_missing: bool
    leaving: bool
