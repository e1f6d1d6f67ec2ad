"""Use-cases of staff: define, redefine and rebuild metrics.

A new revision counts every fact recorded after it was made. The job adds the facts recorded before, in batches
whose increments and progress are one transaction, then lets the revision answer. Both halves are exact because
nobody records a fact while a revision is being made (see `Catalogue`).
"""

from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel

from mewayz_analytics.facts import service as facts
from mewayz_analytics.metrics import service as metrics
from mewayz_analytics.metrics.service import Metric, MetricCreate, MetricRead
from mewayz_kit.uow import UnitOfWork

BATCH = 1000
STILL_READ = timedelta(minutes=5)
"""How long the buckets of a retired revision stay, for queries that began before it was retired."""


class Build(BaseModel):
    """Which revision to fill or to forget."""

    metric: str
    revision: int


async def define(uow: UnitOfWork, data: MetricCreate) -> Metric:
    """Add a metric and count what has already happened."""
    return await _start(uow, await metrics.create(uow, data))


async def redefine(uow: UnitOfWork, metric: Metric, patch: BaseModel) -> Metric:
    """Change a metric; a changed definition is built from the facts before it answers."""
    before = metric.building
    metric = await metrics.update(uow, metric, patch)
    return metric if metric.building == before else await _start(uow, metric)


async def rebuild(uow: UnitOfWork, metric_id: UUID) -> MetricRead:
    """Count a metric again under its present definition."""
    metric = await metrics.metrics.get(uow, metric_id, lock=True)
    await _start(uow, await metrics.rebuild(uow, metric))
    return await metrics.metrics.show_one(uow, metric)


async def build_step(uow: UnitOfWork, step: Build) -> None:
    """Add one batch of old facts, or, when there is none left, let the revision answer."""
    from mewayz_analytics.catalogue.handlers import build, forget  # they call this module

    row = await metrics.revision(uow, step.metric, step.revision, lock=True)
    if row is None or row.state != "building":
        return
    definition = metrics.definition_of(row)
    batch = await facts.recorded_between(
        uow, definition.event_types, after=row.built_to, until=row.built_from, limit=BATCH
    )
    if batch and await metrics.advance(uow, row, max(fact.seq for fact in batch)):
        await metrics.count(uow, batch, [definition])
        uow.enqueue(build, step, key=step.metric)
    elif not batch:
        old = await metrics.finish(uow, row)
        if old:
            retired = Build(metric=step.metric, revision=old)
            uow.enqueue(forget, retired, key=step.metric, delay=STILL_READ)


async def _start(uow: UnitOfWork, metric: Metric) -> Metric:
    from mewayz_analytics.catalogue.handlers import build  # it calls this module

    number = metric.building or 0
    row = await metrics.revision(uow, metric.key, number)
    assert row is not None
    row.built_from = await facts.last_seq(uow)
    await uow.flush()
    uow.enqueue(build, Build(metric=metric.key, revision=number), key=metric.key)
    return metric
