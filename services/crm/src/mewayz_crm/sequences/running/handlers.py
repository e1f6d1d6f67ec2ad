"""The clock of sequences."""

from mewayz_crm.mail_events.events import MessageReplied
from mewayz_crm.sequences.enrolments.events import StepDue
from mewayz_crm.sequences.running import service, sweeping
from mewayz_crm.sequences.schemas import SweepStep
from mewayz_kit.events import job, on
from mewayz_kit.uow import UnitOfWork
from mewayz_kit.work import Work


@job
async def do_step(data: StepDue, work: Work) -> None:
    """The next step of an enrolment is due."""
    await service.do_step(data, work)


@on(MessageReplied)
async def end_after_reply(event: MessageReplied, uow: UnitOfWork) -> None:
    """The person has answered: the outreach to them is over, also what waits for another day."""
    await service.end_after_reply(uow, event)


@job
async def sweep_enrolments(data: SweepStep, uow: UnitOfWork) -> None:
    """One batch of the enrolments of a sequence."""
    await sweeping.sweep_batch(uow, data)
