"""Use-cases of usage counters."""

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.notices import Recipients, notify
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.usage.events import UsageExceeded, UsageRecorded, UsageWarned
from mewayz_workspace.usage.models import UsageCounter
from mewayz_workspace.usage.rules import level, limit_of, month_of
from mewayz_workspace.usage.schemas import UsageList, UsageShown
from mewayz_workspace.workspaces import service as workspaces


async def show(uow: UnitOfWork) -> UsageList:
    """Every counter with its present limit. A monthly one that nobody has counted this month yet stands at 0."""
    limits, month = (await entitlements.current(uow)).limits, await _month(uow)
    rows = await uow.all(sa.select(UsageCounter).order_by(col(UsageCounter.metric), col(UsageCounter.period).desc()))
    monthly = {row.metric for row in rows if row.period}
    fresh = sorted(monthly - {row.metric for row in rows if row.period == month})
    begun = [
        UsageShown(metric=metric, period=month, used=0, limit=limit_of(metric, limits), level="quiet", as_of=uow.now)
        for metric in fresh
        if metric.endswith("_month")
    ]
    return UsageList(
        items=begun
        + [
            UsageShown(
                metric=row.metric,
                period=row.period,
                used=row.used,
                limit=(limit := limit_of(row.metric, limits)),
                level=level(row.used, limit),
                as_of=row.updated_at,
            )
            for row in rows
        ]
    )


async def measure_again(uow: UnitOfWork) -> None:
    """The limits have changed: what passes a mark now is warned of, what does not any more may warn again."""
    limits = (await entitlements.current(uow)).limits
    month = await _month(uow)
    for row in await uow.all(sa.select(UsageCounter).with_for_update()):
        if row.period in {"", month}:
            _warn(uow, row, limit_of(row.metric, limits))
    await uow.flush()


async def record(uow: UnitOfWork, event: UsageRecorded) -> None:
    """Take over a count unless a newer one is known, and warn once when it passes 80 or 100 %."""
    row: UsageCounter | None = await uow.scalar(
        sa.select(UsageCounter)
        .where(col(UsageCounter.metric) == event.metric, col(UsageCounter.period) == event.period)
        .with_for_update()
    )
    if row is not None and row.counted_version >= event.version:
        return
    if row is None:
        row = UsageCounter(metric=event.metric, period=event.period, used=0, counted_version=0)
        uow.add(row)
    row.used, row.counted_version = event.used, event.version
    limit = limit_of(event.metric, (await entitlements.current(uow)).limits)
    _warn(uow, row, limit)
    await uow.flush()


async def _month(uow: UnitOfWork) -> str:
    """The present month in the workspace's zone: monthly counters begin again with it."""
    workspace = await workspaces.get(uow, uow.workspace_id)
    return month_of(uow.now, workspace.timezone)


def _warn(uow: UnitOfWork, row: UsageCounter, limit: int) -> None:
    reached = level(row.used, limit)
    about: dict[str, str | int] = {"metric": row.metric, "period": row.period, "used": row.used, "limit": limit}
    if reached == "quiet":
        # Back below the mark: the next way up is worth a warning again.
        row.warned_at = row.exceeded_at = None
        return
    if reached == "exceeded" and row.exceeded_at is None:
        row.exceeded_at = row.warned_at = uow.now
        uow.publish(UsageExceeded.model_validate(about))
        _tell_owners(uow, "usage_exceeded", about)
    elif reached == "warned":
        row.exceeded_at = None
        if row.warned_at is None:
            row.warned_at = uow.now
            uow.publish(UsageWarned.model_validate(about))
            _tell_owners(uow, "usage_warned", about)


def _tell_owners(uow: UnitOfWork, template: str, about: dict[str, str | int]) -> None:
    notify(
        uow,
        recipients=Recipients(role="owner"),
        category="billing",
        template=template,
        params=about,
        url="/settings/usage",
        # The report that passed the mark makes it unique: a later way up is told again.
        dedupe_key=f"{template}:{about['metric']}:{about['period']}:{uow.cause.causation_id}",
    )
