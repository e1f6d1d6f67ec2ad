"""Bodies of onboarding entries."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Record

State = Literal["started", "claimed", "completed", "ended"]


class EntryRead(Record):
    """How far one person is: `started` since the import, `claimed`: has the account, `completed`: has done everything
    that the program has for them, `ended`: the contact was erased."""

    program_id: UUID
    user_id: UUID
    contact_id: Annotated[UUID | None, Field(description="Null while the plan has no room for another contact.")]
    state: State
    claimed_at: datetime | None
    sequence_at: Annotated[datetime | None, Field(description="When they began the sequence.")]
    page_at: Annotated[datetime | None, Field(description="When their page was published.")]
    affiliate_at: Annotated[datetime | None, Field(description="When they answered the invitation.")]
    completed_at: datetime | None
