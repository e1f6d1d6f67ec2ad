"""Answers about recipients."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Record

State = Literal["queued", "sending", "sent", "failed", "unconfirmed", "skipped"]
SkipReason = Literal["unsubscribed", "unconfirmed", "suppressed", "frequency_cap", "invalid", "cancelled"]


class CampaignRecipientRead(Record):
    """An address of a campaign. `unconfirmed`: the worker was lost while it sent, so nobody knows whether the mail went
    out, and it is not sent again by itself. `skipped` has its `skip_reason`. `variant` counts from 0 and is null until
    the mail is made; `message_id` is the latest mail. The address of an erased person is empty."""

    campaign_id: UUID
    address: str
    contact_id: UUID | None
    state: State
    skip_reason: SkipReason | None
    variant: int | None
    due_at: datetime
    attempts: int
    sent_at: datetime | None
    message_id: UUID | None
    error: Annotated[str | None, Field(description="What the provider said last, if it did not take the mail.")]
