"""Jobs and timers of mail events."""

from mewayz_crm.mail_events import service, thresholds, unmatched
from mewayz_crm.mail_events.reports import Report, Weighed
from mewayz_kit.events import every, job
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork


@job
async def take_report(data: Report, uow: UnitOfWork) -> None:
    """Record what was reported; a second time it is known."""
    await service.take(uow, data)


@job
async def weigh_address(data: Weighed, uow: UnitOfWork) -> None:
    """Count again what was reported of an address, now that all of it is there."""
    await thresholds.weigh(uow, data)


@every("1d")
async def forget_unmatched(work: Work) -> None:
    """Reports about no message of ours go after 90 days."""
    await unmatched.forget_old(work)
