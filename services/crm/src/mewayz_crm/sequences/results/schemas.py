"""Answers about results."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_crm.mail_events.schemas import MailFigures


class SequenceMailFigures(MailFigures):
    """What became of the mails of a step, or of all. Mails are counted, not events: who opens one twice counts once.

    `mails` = queued + sending + sent + failed + unconfirmed + suppressed; `suppressed_because` sums to `suppressed`.
    """

    mails: int
    queued: int
    sending: int
    sent: Annotated[int, Field(description="Accepted by the provider, whatever came of them later.")]
    failed: int
    unconfirmed: int
    suppressed: int
    suppressed_because: dict[str, int]


class SequenceStepFigures(SequenceMailFigures):
    """Those of one step, over all versions of the sequence."""

    step: str
    id: Annotated[UUID, Field(description="`step_id` of its messages and mail events.")]


class SequenceStats(SequenceMailFigures):
    """The figures of a sequence, summed up at this moment, and those of its steps that send mail, old ones included.

    `enrolments` = active + paused + completed + exited + failed_enrolments; `exited_because` sums to `exited`.
    """

    enrolments: int
    active: int
    paused: int
    completed: int
    exited: int
    exited_because: dict[str, int]
    failed_enrolments: int
    steps: list[SequenceStepFigures]
