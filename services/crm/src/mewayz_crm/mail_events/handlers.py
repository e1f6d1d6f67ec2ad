"""Jobs and timers of mail events."""

from uuid import UUID

from pydantic import BaseModel

from mewayz_crm.mail_events import service, thresholds, unmatched
from mewayz_crm.mail_events.reports import Report, Weighed
from mewayz_kit.events import every, job
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork


class Judged(BaseModel):
    """Which open or click to look at."""

    event_id: UUID


@job
async def take_report(data: Report, uow: UnitOfWork) -> None:
    """Record what was reported; a second time it is known."""
    await service.take(uow, data)


@job
async def weigh_address(data: Weighed, uow: UnitOfWork) -> None:
    """Count again what was reported of an address, now that all of it is there."""
    await thresholds.weigh(uow, data)


@job
async def judge_hit(data: Judged, uow: UnitOfWork) -> None:
    """Tell of an open or click when it has turned out to be a person's."""
    await service.judge(uow, data.event_id)


@every("1d")
async def forget_unmatched(work: Work) -> None:
    """Reports about no message of ours go after 90 days."""
    await unmatched.forget_old(work)
