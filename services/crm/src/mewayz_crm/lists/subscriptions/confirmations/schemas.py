"""Bodies of confirmations."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from mewayz_kit.schema import Input, Output


class ConfirmationRead(Output):
    """How far the mails of a double opt-in have come.

    `outcome` is what became of the latest: waiting, sent, refused, suppressed (also where the settings let no mail go
    to the domain), or `provider_not_configured` while nothing here can send mail; it is then tried every hour. There is
    a reminder after 3 days, and after 30 days without an answer the subscription ends.
    """

    outcome: Literal["waiting", "sent", "refused", "suppressed", "provider_not_configured"]
    mails: int
    asked_at: datetime
    mailed_at: datetime | None


class Step(Input):
    """Payload of the job that follows one double opt-in."""

    subscription_id: UUID
    round: int
