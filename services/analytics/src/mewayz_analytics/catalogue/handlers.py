"""Jobs that give a new revision its past and remove an old one."""

from mewayz_analytics.catalogue import service
from mewayz_analytics.catalogue.service import Build
from mewayz_analytics.metrics import service as metrics
from mewayz_kit.events import job
from mewayz_kit.uow import UnitOfWork


@job
async def build(step: Build, uow: UnitOfWork) -> None:
    """Add the next batch of facts that were recorded before the revision was made."""
    await service.build_step(uow, step)


@job
async def forget(step: Build, uow: UnitOfWork) -> None:
    """Remove the buckets of a revision that no longer answers."""
    await metrics.forget(uow, step.metric, step.revision)
