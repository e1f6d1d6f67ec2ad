"""Jobs and timers of sending."""

from mewayz_crm.campaigns.results import service as results
from mewayz_crm.campaigns.sending import loop, service, telling
from mewayz_crm.campaigns.sending.schemas import Begin, Decide, Step
from mewayz_kit.events import every, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.notices import Asked, Words, renders
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@job
async def send_campaign(step: Step, work: Work) -> None:
    """Send to some recipients."""
    await loop.send(step, work)


@job
async def begin_campaign(timer: Begin, uow: UnitOfWork) -> None:
    """The moment of a scheduled campaign has come."""
    await service.begin(uow, timer)


@job
async def decide_test(timer: Decide, uow: UnitOfWork) -> None:
    """The wait of an A/B test is over."""
    await results.decide(uow, timer)


@every("1m")
async def lose_recipients(uow: UnitOfWork) -> None:
    """Workers that are gone leave recipients behind."""
    await loop.lose(uow)


@on("workspace.workspace.suspended.v1", "workspace.workspace.deleted.v1")
async def stop_campaigns(_event: Envelope, uow: UnitOfWork) -> None:
    """A workspace that is closed sends nothing; somebody resumes its campaigns by hand when it is open again."""
    await service.stop_all(uow, "workspace_suspended")


@renders(telling.STOPPED, permission="crm.campaigns:read")
async def words_of_stop(uow: UnitOfWork, asked: Asked) -> Words | None:
    """A campaign has stopped by itself."""
    return await telling.words(uow, asked)
