"""Going over all enrolments of a sequence, batch by batch: they go on after a pause, and end with their sequence."""

from uuid import UUID

from sqlmodel import col

from mewayz_crm.sequences.enrolments import ending
from mewayz_crm.sequences.enrolments import service as enrolments
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.schemas import SweepStep
from mewayz_kit.uow import UnitOfWork

BATCH = 200


def sweep(uow: UnitOfWork, sequence_id: UUID, after: UUID | None = None) -> None:
    """Queue the next batch."""
    from mewayz_crm.sequences.running.handlers import sweep_enrolments  # it calls this module

    uow.enqueue(sweep_enrolments, SweepStep(sequence_id=sequence_id, after=after))


async def sweep_batch(uow: UnitOfWork, data: SweepStep) -> None:
    """One batch: the timers of an active sequence are set again, the enrolments of a deleted one end."""
    sequence = await uow.find(Sequence, data.sequence_id)
    if sequence is None:
        mine = col(SequenceEnrolment.sequence_id) == data.sequence_id
        if await ending.end(uow, mine, reason="sequence_deleted", limit=BATCH) == BATCH:
            sweep(uow, data.sequence_id)
    elif sequence.state == "active":
        last = await enrolments.wake(uow, sequence.id, after=data.after, limit=BATCH)
        if last is not None:
            sweep(uow, sequence.id, last)
