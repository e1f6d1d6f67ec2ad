"""Jobs of tracking."""

from mewayz_crm.tracking import service
from mewayz_crm.tracking.schemas import Hit
from mewayz_kit.events import job
from mewayz_kit.uow import UnitOfWork


@job
async def judge_hit(data: Hit, uow: UnitOfWork) -> None:
    """Tell of an open or click when it has turned out to be a person's."""
    await service.judge(uow, data)
