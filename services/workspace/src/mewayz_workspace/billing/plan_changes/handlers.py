"""Batches of plan changes: each a transaction of its own, so that nobody waits for all."""

from mewayz_kit.events import every, job
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.plan_changes import service
from mewayz_workspace.billing.plan_changes.schemas import Batch, Spread


@every("10m")
async def begin_plan_changes(uow: UnitOfWork) -> None:
    """Scheduled changes take place on their day."""
    for plan_change_id in await service.due(uow):
        await service.begin(uow, plan_change_id, "its day has come")
        uow.enqueue(move_subscribers, Batch(plan_change_id=plan_change_id), key=str(plan_change_id))


@job
async def announce_plan_change(data: Batch, uow: UnitOfWork) -> None:
    """Tell owners, batch by batch."""
    end = await service.announce(uow, data.plan_change_id, data.after)
    if end is not None:
        uow.enqueue(announce_plan_change, data.model_copy(update={"after": end}), key=str(data.plan_change_id))


@job
async def move_subscribers(data: Batch, uow: UnitOfWork) -> None:
    """Move subscriptions, batch by batch."""
    end = await service.move(uow, data.plan_change_id, data.after)
    if end is not None:
        uow.enqueue(move_subscribers, data.model_copy(update={"after": end}), key=str(data.plan_change_id))


@job
async def restore_subscribers(data: Batch, uow: UnitOfWork) -> None:
    """Take it back, batch by batch."""
    if await service.restore(uow, data.plan_change_id):
        uow.enqueue(restore_subscribers, data, key=str(data.plan_change_id))


@job
async def spread_raised_limits(data: Spread, uow: UnitOfWork) -> None:
    """Raised limits reach all holders, batch by batch."""
    end = await service.spread(uow, data.kind, data.key, data.after)
    if end is not None:
        uow.enqueue(spread_raised_limits, data.model_copy(update={"after": end}), key=f"{data.kind}:{data.key}")
