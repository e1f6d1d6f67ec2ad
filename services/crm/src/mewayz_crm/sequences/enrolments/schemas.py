"""Bodies of enrolments."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from mewayz_kit.schema import Record

State = Literal["active", "paused", "completed", "exited", "failed"]
Reason = Literal[
    "by_hand",
    "unsubscribed",
    "suppressed",
    "not_subscribed",
    "no_address",
    "reply",
    "exit_rule",
    "exit_filter",
    "exit_step",
    "condition",
    "merged",
    "contact_deleted",
    "sequence_deleted",
]


class EnrolmentRead(Record):
    """A contact in a sequence, for the `run_no`-th time, by the steps of version `number`.

    `step` is the key of the next step, due at `due_at`; both are null once it is over. `reason` is why it was left:
    by a member (by_hand), by the contact (unsubscribed, reply), because nothing may be sent to them (suppressed,
    not_subscribed, no_address), by a rule or step of the sequence (exit_rule, exit_filter, exit_step, condition),
    because two enrolments met in a merge (merged), or with its contact or sequence. `error` is what a failed step
    ran into.
    """

    sequence_id: UUID
    contact_id: UUID
    number: int
    run_no: int
    state: State
    reason: Reason | None
    step: str | None
    visit: int
    due_at: datetime | None
    ended_at: datetime | None
    error: str | None
