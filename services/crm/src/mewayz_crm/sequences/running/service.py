"""Use-cases of running: each step is one transaction, in which its effect and its run are kept and the enrolment goes
on.

The effect comes first and the enrolment last, in one conditional update. Whoever finds it gone on, paused, ended or
answered in the meantime takes all of the effect back: a step is done once, however many try.
"""

from collections.abc import Sequence as Rows
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col

from mewayz_crm.mail_events import replies
from mewayz_crm.mail_events.events import MessageReplied
from mewayz_crm.messages import service as messages
from mewayz_crm.sequences import pausing, repository
from mewayz_crm.sequences.enrolments import ending, people
from mewayz_crm.sequences.enrolments import service as enrolments
from mewayz_crm.sequences.enrolments.events import EnrolmentCompleted, StepDue
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import CATEGORIES, NO_SENDER, OUTREACH
from mewayz_crm.sequences.running import mails, performing
from mewayz_crm.sequences.running.performing import Standing
from mewayz_crm.sequences.schemas import Simulate, Timetable
from mewayz_crm.sequences.step_runs.models import StepRun
from mewayz_crm.sequences.step_runs.service import times
from mewayz_crm.sequences.steps import program as programs
from mewayz_crm.sequences.steps.program import COMPLETED, Program, Way
from mewayz_crm.sequences.steps.schemas import MailStep, steps_of, windows_of
from mewayz_kit.errors import PaymentRequired, Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_kit.work import Work

TRIES = 8
"""After so many failures of a step, within some two minutes, the enrolment has failed."""
LOOK_AGAIN = timedelta(hours=1)
"""How soon a mail is tried again for which the plan of this month has no room."""
FARTHEST = timedelta(days=3650)


class Overtaken(Exception):
    """Somebody else has moved or ended the enrolment: this transaction is to leave nothing behind."""


async def do_step(due: StepDue, work: Work) -> None:
    """Do the step that is due, unless it was done; one that fails again and again ends the enrolment as failed."""
    try:
        async with work.uow() as uow:
            await advance(uow, due)
    except Overtaken:
        return
    except Exception as error:  # whatever a step runs into is tried again, and then told on the enrolment
        if work.attempts < TRIES:
            raise
        async with work.uow() as uow:
            found = await _standing(uow, due)
            if found is not None:
                await ending.fail(uow, found[0], found[1].name, error=f"{type(error).__name__}: {error}")


async def advance(uow: UnitOfWork, due: StepDue) -> None:
    """One step of one enrolment; `Overtaken` when it is not this one's to do any more."""
    found = await _standing(uow, due)
    if found is None:
        return
    row, sequence = found
    person = await people.find(uow, row.contact_id)
    version = await repository.version(uow, sequence.id, row.number)
    program = Program(steps_of(version.steps), windows_of(version.windows))
    outreach = await _outreach(uow, sequence, row)
    if reason := await _why_over(uow, row, outreach, person, version.exit_filter):
        await ending.end(uow, col(SequenceEnrolment.id) == row.id, reason=reason)
        return
    if person is None or row.step is None:
        raise RuntimeError("an active enrolment without its contact or step")
    opens = program.due(row.step, uow.now, zone=person.zone)
    if opens > uow.now:
        await _put_off(uow, row, opens)
        return
    await _do(uow, Standing(sequence, row, program.step(row.step), person, outreach), program)


async def end_after_reply(uow: UnitOfWork, event: MessageReplied) -> None:
    """Outreach ends at the first reply; other sequences do not mind one."""
    if event.category == CATEGORIES[OUTREACH] and event.enrolment_id is not None:
        await ending.end(uow, col(SequenceEnrolment.id) == event.enrolment_id, reason="reply")


async def simulate(uow: UnitOfWork, sequence_id: UUID, asked: Simulate) -> Timetable:
    """The timetable of one contact, by the steps as they are saved now; nothing is changed."""
    sequence = await repository.sequences.get(uow, sequence_id)
    person = await people.find(uow, asked.contact_id)
    if person is None:
        raise Unprocessable.field("/contact_id", "unknown_reference", "There is no such contact.")
    start = asked.at or uow.now
    if abs(start - uow.now) > FARTHEST:
        raise Unprocessable.field("/at", "out_of_range", "Name a moment within ten years from now.")
    program = Program(steps_of(sequence.steps), windows_of(sequence.windows))
    trees = [tree for step in program.steps for tree in programs.asked(step)]
    verdicts = {id(tree): await people.fits(uow, person.shown.id, tree.stored()) for tree in trees}
    lines = programs.timetable(program, start, zone=person.zone, fits=lambda tree: verdicts[id(tree)])
    return Timetable(zone=person.zone, items=list(lines))


async def _standing(uow: UnitOfWork, due: StepDue) -> tuple[SequenceEnrolment, Sequence] | None:
    """The enrolment and its sequence, if that step is still to be done now."""
    row = await uow.find(SequenceEnrolment, due.enrolment_id)
    if row is None or row.visit != due.visit or row.state != "active" or row.due_at is None or row.due_at > uow.now:
        return None
    sequence = await uow.find(Sequence, row.sequence_id)
    return (row, sequence) if sequence is not None and sequence.state == "active" else None


async def _outreach(uow: UnitOfWork, sequence: Sequence, row: SequenceEnrolment) -> list[UUID]:
    """The mails of an outreach so far, to which a reply ends it; none for other kinds."""
    sent = await messages.of_enrolment(uow, row.id) if sequence.kind == OUTREACH else ()
    return [message.id for message in sent]


async def _why_over(
    uow: UnitOfWork, row: SequenceEnrolment, outreach: Rows[UUID], person: people.Person | None, leaves: Any
) -> str | None:
    """Why nothing more is done for the contact, if so."""
    if person is None:
        return "contact_deleted"
    if await replies.came(uow, outreach):
        return "reply"
    return "exit_filter" if leaves is not None and await people.fits(uow, row.contact_id, leaves) else None


async def _do(uow: UnitOfWork, at: Standing, program: Program) -> None:
    if isinstance(at.step, MailStep) and not await mails.has_sender(uow, at.sequence):
        await pausing.stop_each(uow, [at.sequence.id], reason=NO_SENDER)
        return
    try:
        async with uow.savepoint():
            done = await performing.perform(uow, at)
    except PaymentRequired:
        await _put_off(uow, at.row, uow.now + LOOK_AGAIN)
        return
    if done.over is not None:
        await ending.end(uow, col(SequenceEnrolment.id) == at.row.id, reason=done.over)
        return
    fits = [await people.fits(uow, at.row.contact_id, tree.stored()) for tree in programs.asked(at.step)]
    jumped = await times(uow, at.row.id, at.step.key, "jumped")
    way = program.way(at.step, fits=fits, jumped=jumped)
    await _go_on(uow, at, program, way)
    run = StepRun(
        sequence_id=at.sequence.id,
        enrolment_id=at.row.id,
        contact_id=at.row.contact_id,
        step=at.step.key,
        visit=at.row.visit,
        type=at.step.type,
        outcome=done.outcome or way.note,
        message_id=done.message_id,
    )
    uow.add(run)
    await uow.flush()


async def _go_on(uow: UnitOfWork, at: Standing, program: Program, way: Way) -> None:
    """Let the enrolment stand at its next step, or be over."""
    row, values = at.row, dict[str, Any]()
    due_at: datetime | None = None
    if way.to is not None:
        left = programs.left_at(at.step, uow.now, zone=at.person.zone)
        due_at = program.due(way.to, left, zone=at.person.zone)
    elif way.left == COMPLETED:
        values = {"state": "completed", "live": None, "ended_at": uow.now}
    if at.address_norm is not None:
        values["address_norm"] = at.address_norm
    unanswered = ~replies.to(at.outreach)
    if not await enrolments.go_on(uow, row, unanswered, to=way.to, due_at=due_at, **values):
        raise Overtaken
    if due_at is not None:
        enrolments.schedule_at(uow, row.id, row.visit + 1, due_at)
    elif way.left == COMPLETED:
        completed = EnrolmentCompleted(
            enrolment_id=row.id,
            sequence_id=row.sequence_id,
            sequence_name=at.sequence.name,
            contact_id=row.contact_id,
            at=uow.now,
        )
        uow.publish(completed)
    else:
        await ending.end(uow, col(SequenceEnrolment.id) == row.id, reason=way.left)


async def _put_off(uow: UnitOfWork, row: SequenceEnrolment, moment: datetime) -> None:
    """The same step, later."""
    if await enrolments.put_off(uow, row, moment):
        enrolments.schedule_at(uow, row.id, row.visit, moment)
