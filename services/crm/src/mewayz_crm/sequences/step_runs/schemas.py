"""Bodies of step runs."""

from typing import Literal
from uuid import UUID

from mewayz_kit.schema import Record

Outcome = Literal[
    "done",
    "queued",
    "no_address",
    "fits",
    "fits_not",
    "branched",
    "jumped",
    "went_on",
    "left",
    "no_deal",
    "unsubscribed",
    "already_subscribed",
    "suppressed",
    "list_gone",
    "stage_gone",
]


class StepRunRead(Record):
    """One step that was done. `outcome`: done; a mail is queued (what became of it is told by its message) or had
    no_address; where a condition, branch, jump or exit led (fits, fits_not, branched, jumped, went_on, left); or why an
    action had nothing to do."""

    sequence_id: UUID
    enrolment_id: UUID
    contact_id: UUID
    step: str
    visit: int
    type: str
    outcome: Outcome
    message_id: UUID | None
