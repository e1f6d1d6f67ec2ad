"""Bodies of mail events."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Output, Record

Kind = Literal["delivered", "open", "click", "soft_bounce", "hard_bounce", "complaint", "unsubscribe", "reply"]


class MailEventRead(Record):
    """One thing that happened to a message."""

    message_id: Annotated[UUID | None, Field(description="null where opens and clicks are only counted.")]
    campaign_id: UUID | None
    step_id: Annotated[UUID | None, Field(description="Step of a sequence, or variant of a campaign.")]
    kind: Kind
    at: Annotated[datetime, Field(description="When it happened, as far as who reported it says.")]
    is_bot: Annotated[bool, Field(description="A machine did it; statistics leave it out.")]
    is_proxy: Annotated[bool, Field(description="Through the image proxy of a mailbox provider.")]
    link: Annotated[str | None, Field(description="Where a click led to.")]
    reason: Annotated[str | None, Field(description="What the other side said of a bounce.")]
    provider: Annotated[str, Field(description="Who reported it; `mewayz`: our own pictures and links.")]


class UnmatchedReportRead(Record):
    """A report about no message of ours; it did nothing. `status` is the enhanced status code of a bounce."""

    provider: str
    provider_event_id: str
    kind: Kind
    status: str | None


class MailReactions(Output):
    """In how many mails something happened, machines left out (`human`) and all."""

    human: int
    all: int


class MailFigures(Output):
    """In how many mails what happened. Mails are counted, not events: who opens one twice counts once."""

    delivered: int
    opened: MailReactions
    clicked: MailReactions
    replied: int
    unsubscribed: int
    soft_bounced: int
    hard_bounced: int
    complained: int
