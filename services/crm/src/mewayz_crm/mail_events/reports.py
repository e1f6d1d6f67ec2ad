"""What others report about our mails. Plain values, which travel as the data of a job."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from mewayz_crm.mail_events.schemas import Kind


class Clue(BaseModel):
    """How a report names a message: its own id, its Message-ID without brackets, or the provider's reference. Where
    `address` (in the comparable form) is given, the message must have gone there."""

    message_id: UUID | None = None
    rfc_message_id: str | None = None
    provider_ref: str | None = None
    address: str | None = None

    def key(self) -> str:
        """What reports about one message have in common, so that they are taken in their order."""
        return str(self.message_id or self.rfc_message_id or self.provider_ref)


class Occurrence(BaseModel):
    """One thing that happened. `event_id` names it at `provider`: however often it is reported, it counts once.
    `status` is an enhanced status code. `everything`: who unsubscribed wants no mail at all."""

    kind: Kind
    at: datetime
    provider: str
    event_id: str
    reason: str | None = None
    status: str | None = None
    everything: bool = False


class Report(BaseModel):
    """One thing that happened to one message."""

    about: Clue
    what: Occurrence


class Weighed(BaseModel):
    """An address (in the comparable form) of which something was reported."""

    address: str
    kind: Kind
