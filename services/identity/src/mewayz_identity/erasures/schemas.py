"""Bodies of erasures."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_kit.privacy import Blocker
from mewayz_kit.schema import Input, Record

Confirm = Annotated[
    str, Field(max_length=320, description="The address of the account, typed again.", examples=["ada@example.com"])
]


class ErasureCreate(Input):
    """Leave for good."""

    confirm: Confirm
    reason: Annotated[str | None, Field(max_length=500, description="Why you go, if you like to say so.")] = None


class ErasureRead(Record):
    """The end of an account."""

    state: Annotated[str, Field(description="scheduled, checking, blocked, running, completed or cancelled")]
    scheduled_for: Annotated[datetime, Field(description="Until then it can be cancelled.")]
    blockers: Annotated[list[Blocker], Field(description="What stands against it; settle it and retry.")]
    missing: Annotated[list[str], Field(description="Services that have not answered yet.")]
    receipts: Annotated[dict[str, Any], Field(description="Service → what it erased (`counts`), and when (`at`).")]
    ended_at: datetime | None


class StaffErasureRead(ErasureRead):
    """An erasure, for staff."""

    user_id: UUID
    source: Annotated[str, Field(description="self, staff or unclaimed")]
    reason: str | None
    asked_at: Annotated[datetime | None, Field(description="When the services were asked last.")]
    pseudonym: str | None


class ErasureStep(BaseModel):
    """Go on with one erasure."""

    erasure_id: UUID
