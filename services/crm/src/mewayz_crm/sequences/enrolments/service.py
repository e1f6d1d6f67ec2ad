"""Use-cases of enrolments: how a contact begins a sequence, and what members do about it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from mewayz_crm.sequences.enrolments import ending, people, repository
from mewayz_crm.sequences.enrolments.events import EnrolmentStarted, StepDue
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.enrolments.repository import go_on, put_off
from mewayz_crm.sequences.enrolments.rules import ENROLMENT
from mewayz_crm.sequences.enrolments.schemas import EnrolmentRead
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import TRANSACTIONAL
from mewayz_crm.sequences.steps.program import Program
from mewayz_crm.sequences.steps.schemas import steps_of, windows_of
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "begin",
    "enrolments",
    "go_on",
    "leave",
    "live_of",
    "of_contacts",
    "pause",
    "put_off",
    "resume",
    "schedule_at",
    "wake",
]
enrolments = repository.enrolments


async def begin(
    uow: UnitOfWork, sequence: Sequence, person: people.Person, *, source_event_id: UUID | None = None
) -> SequenceEnrolment | str:
    """Let a contact begin a sequence, or say why not. One event begins it once, and of two at once one does."""
    contact_id = person.shown.id
    address, refusal = await people.address_for(uow, sequence, person)
    if address is None and sequence.kind != TRANSACTIONAL:
        return refusal
    with uow.scope.seeing_all("how often somebody takes part counts for everybody"):
        last = await repository.latest(uow, sequence.id, contact_id)
    if last is not None and (refusal := _refusal(uow, sequence, last)):
        return refusal
    program = Program(steps_of(sequence.steps), windows_of(sequence.windows))
    first = program.first or ""
    row = SequenceEnrolment(
        sequence_id=sequence.id,
        contact_id=contact_id,
        number=sequence.number,
        run_no=1 if last is None else last.run_no + 1,
        address_norm=address.norm if address else None,
        source_event_id=source_event_id,
        step=first,
        due_at=program.due(first, uow.now, zone=person.zone),
    )
    try:
        async with uow.savepoint():
            uow.add(row)
            await uow.flush()
    except IntegrityError:  # somebody else has begun it in between, or this event has before
        return "already_active"
    started = EnrolmentStarted(
        enrolment_id=row.id,
        sequence_id=sequence.id,
        sequence_name=sequence.name,
        contact_id=contact_id,
        at=uow.now,
    )
    uow.publish(started)
    schedule(uow, row)
    return row


def schedule(uow: UnitOfWork, row: SequenceEnrolment) -> None:
    """Set the timer of the step at which an enrolment stands."""
    if row.due_at is not None:
        schedule_at(uow, row.id, row.visit, row.due_at)


def schedule_at(uow: UnitOfWork, enrolment_id: UUID, visit: int, moment: datetime) -> None:
    """Set a timer; one that is void by then, because the step was done or put off, does nothing."""
    from mewayz_crm.sequences.running.handlers import do_step  # it calls the steps, which call this module

    uow.enqueue(do_step, StepDue(enrolment_id=enrolment_id, visit=visit), at=max(moment, uow.now))


async def pause(uow: UnitOfWork, row: SequenceEnrolment) -> SequenceEnrolment:
    """Nothing is done for the contact until it is resumed."""
    ENROLMENT.demand(row, "pause")
    await uow.flush()
    return row


async def resume(uow: UnitOfWork, row: SequenceEnrolment) -> SequenceEnrolment:
    """Go on where it was paused; what was due meanwhile is due now."""
    ENROLMENT.demand(row, "resume")
    row.due_at = max(row.due_at or uow.now, uow.now)
    await uow.flush()
    schedule(uow, row)
    return row


async def leave(uow: UnitOfWork, row: SequenceEnrolment) -> SequenceEnrolment:
    """A member ends it."""
    ENROLMENT.next(row.state, "exit")
    await ending.end(uow, col(SequenceEnrolment.id) == row.id, reason="by_hand")
    await uow.session.refresh(row)
    return row


async def wake(uow: UnitOfWork, sequence_id: UUID, *, after: UUID | None, limit: int) -> UUID | None:
    """Set the timers of a batch of active enrolments again, once their sequence runs again; answers where it ended,
    None when these were the last."""
    found = await _batch(uow, sequence_id, after, limit)
    for row in found:
        if row.state == "active":
            schedule(uow, row)
    return found[-1].id if len(found) == limit else None


async def live_of(uow: UnitOfWork, contact_id: UUID) -> list[SequenceEnrolment]:
    """The enrolments of a contact that are not over."""
    return [row for row, _ in await repository.live(uow, col(SequenceEnrolment.contact_id) == contact_id)]


async def any_live(uow: UnitOfWork, contact_ids: Collection[UUID]) -> bool:
    """Whether one of these contacts is in a sequence."""
    return bool(await repository.live(uow, col(SequenceEnrolment.contact_id).in_(contact_ids), limit=1))


async def of_contacts(uow: UnitOfWork, contact_ids: Collection[UUID]) -> list[EnrolmentRead]:
    """The enrolments of some contacts, newest first."""
    return await enrolments.show_rows(uow, await repository.of_contacts(uow, list(contact_ids)))


async def _batch(uow: UnitOfWork, sequence_id: UUID, after: UUID | None, limit: int) -> list[SequenceEnrolment]:
    where = [col(SequenceEnrolment.sequence_id) == sequence_id]
    if after is not None:
        where.append(col(SequenceEnrolment.id) > after)
    return [row for row, _ in await repository.live(uow, *where, limit=limit)]


def _refusal(uow: UnitOfWork, sequence: Sequence, last: SequenceEnrolment) -> str:
    if last.live:
        return "already_active"
    again = last.ended_at is not None and last.ended_at + timedelta(days=sequence.reentry_days) <= uow.now
    return "" if sequence.reentry == "after_end" and again else "no_reentry"
