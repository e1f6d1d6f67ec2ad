"""Bodies of senders."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_crm.vocabulary import EmailAddress, Owner, PerHour
from mewayz_kit.schema import Input, Output, Record, patch_of

Line = r"^[^\x00-\x1f\x7f]*$"
"""One line without control characters: it stands in a mail header."""


class SenderCreate(Input):
    """An address that mail is to come from. It must be proven by a code (`/{id}/send-code`, `/{id}/verify`)."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=Line, examples=["Jane of Acme"])]
    address: EmailAddress
    reply_to: EmailAddress | None = None
    owner_id: Owner = None
    daily_cap: Annotated[int | None, Field(ge=1, le=1_000_000, description="Most mails of one day.")] = None
    throttle_per_hour: PerHour = None


SenderUpdate = patch_of(SenderCreate, without={"address"})


class SenderRead(Record):
    """A sender; mail comes from a `verified` one only."""

    name: str
    address: str
    reply_to: str | None
    owner_id: UUID | None
    daily_cap: int | None
    throttle_per_hour: int | None
    state: Literal["pending", "verified"]
    verified_at: datetime | None


class CodeRead(Output):
    """The code that was asked for last. `outcome` is what became of its mail: waiting, sent, refused, or
    `provider_not_configured` while nothing here can send mail."""

    asked_at: datetime
    expires_at: datetime
    attempts_left: int
    outcome: Literal["waiting", "sent", "refused", "provider_not_configured"]


class Verify(Input):
    """The six digits of the mail."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["012345"])]


class SendCode(Input):
    """Payload of the job: which code of which sender."""

    sender_id: UUID
    number: int
