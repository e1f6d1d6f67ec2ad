"""What others report about our mails. Plain values, which travel as the data of a job."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel

from mewayz_crm.mail_events.schemas import Kind

LONGEST = 150


def _fitting(name: str) -> str:
    return name if len(name) <= LONGEST else sha256(name.encode()).hexdigest()


class Clue(BaseModel):
    """How a report names a message: its own id, else Message-IDs without brackets of which the first one that is ours
    counts, else the provider's reference. Where `address` (in the comparable form) is given, the message must have gone
    there."""

    message_id: UUID | None = None
    rfc_message_ids: tuple[str, ...] = ()
    provider_ref: str | None = None
    address: str | None = None

    def key(self) -> str:
        """What reports about one message have in common, so that they are taken in their order."""
        return str(self.message_id or next(iter(self.rfc_message_ids), self.provider_ref))[:LONGEST]


class Occurrence(BaseModel):
    """One thing that happened. `event_id` names it at `provider`: however often it is reported, it counts once.
    `status` is an enhanced status code. `everything`: who unsubscribed wants no mail at all."""

    kind: Kind
    at: datetime
    provider: str
    event_id: Annotated[str, AfterValidator(_fitting)]
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
