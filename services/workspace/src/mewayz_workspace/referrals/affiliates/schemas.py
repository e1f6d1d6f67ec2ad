"""Bodies of affiliates and their links."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record
from mewayz_workspace.referrals.codes.schemas import Code

Payout = Annotated[UUID, Field(description="The own workspace whose wallet is credited.")]


class Apply(Input):
    """Who applies, and where rewards go."""

    payout_workspace_id: Payout
    website: Annotated[str | None, Field(max_length=500)] = None
    note: Annotated[str | None, Field(max_length=1000)] = None


class AcceptInvitation(Input):
    """Where rewards go."""

    payout_workspace_id: Payout


class AffiliateRead(Record):
    """An affiliate. `state`: applied, invited, approved, rejected, suspended."""

    user_id: UUID
    program_id: UUID
    state: str
    payout_workspace_id: UUID | None
    website: str | None
    note: str | None
    decided_at: datetime | None
    reason: str | None


class LinkCreate(Input):
    """A link; without `code` one is made."""

    code: Code | None = None
    label: Annotated[str | None, Field(max_length=120)] = None
