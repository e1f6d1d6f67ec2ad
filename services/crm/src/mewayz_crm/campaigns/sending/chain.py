"""The chain of jobs by which a campaign sends: each step has the next one done."""

from datetime import datetime
from uuid import UUID

from mewayz_crm.campaigns.sending.schemas import Begin, Decide, Step
from mewayz_kit.uow import UnitOfWork


def follow(uow: UnitOfWork, step: Step, *, at: datetime | None = None) -> None:
    """Do `step` at `at`, or now; asked for twice it is done once. Steps of another run end by themselves."""
    from mewayz_crm.campaigns.sending.handlers import send_campaign  # it calls what calls this

    name = f"{step.run}:{step.number}"
    uow.enqueue(send_campaign, step, key=name, at=at, dedupe=name)


def begin_at(uow: UnitOfWork, campaign_id: UUID, at: datetime, due: datetime) -> None:
    """Start a scheduled campaign at `due`, unless `at` is not its moment any more by then."""
    from mewayz_crm.campaigns.sending.handlers import begin_campaign  # as above

    uow.enqueue(begin_campaign, Begin(campaign_id=campaign_id, at=at), at=max(due, uow.now))


def decide_at(uow: UnitOfWork, campaign_id: UUID, at: datetime) -> None:
    """Judge an A/B test at `at`."""
    from mewayz_crm.campaigns.sending.handlers import decide_test  # as above

    uow.enqueue(decide_test, Decide(campaign_id=campaign_id, at=at), at=at)
