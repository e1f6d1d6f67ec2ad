"""Use-cases of the platform's own numbers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mewayz_analytics.base import PLATFORM
from mewayz_analytics.calendars import EPOCH, MAX_PERIODS, Calendar, Period
from mewayz_analytics.metrics import service as metrics
from mewayz_analytics.platform.schemas import Series, SeriesPoint, SeriesQuery
from mewayz_analytics.queries import service as queries
from mewayz_kit.errors import Malformed
from mewayz_kit.uow import UnitOfWork

DEFAULT_DAYS = 30
CAME = {"users": ("users_created",), "workspaces": ("workspaces_created", "workspaces_restored")}
WENT = {"users": ("users_deleted",), "workspaces": ("workspaces_deleted",)}
ZONE = ZoneInfo("UTC")


async def series(uow: UnitOfWork, asked: SeriesQuery) -> Series:
    """How a number of the whole platform has developed."""
    calendar = _calendar(uow.now, asked)
    earlier = Calendar(EPOCH, calendar.first - timedelta(days=1), ZONE, "total")
    async with uow.within(workspace_id=PLATFORM):
        total = await _sum(uow, CAME[asked.metric], earlier) - await _sum(uow, WENT[asked.metric], earlier)
        added = await _by_period(uow, CAME[asked.metric], calendar)
        removed = await _by_period(uow, WENT[asked.metric], calendar)
    rows = []
    for start in calendar.starts:
        came, went = added.get(start, 0), removed.get(start, 0)
        total += came - went
        rows.append(SeriesPoint(start=start or calendar.first, added=came, removed=went, total=total))
    return Series(metric=asked.metric, since=calendar.first, until=calendar.last, rows=rows)


async def _sum(uow: UnitOfWork, keys: tuple[str, ...], calendar: Calendar) -> int:
    return sum((await _by_period(uow, keys, calendar)).values())


async def _by_period(uow: UnitOfWork, keys: tuple[str, ...], calendar: Calendar) -> dict[Period, int]:
    known = await metrics.in_scope(uow, "platform")
    found = await queries.numbers(uow, [known[key] for key in keys], calendar)
    sums: dict[Period, int] = {}
    for numbers in found.values():
        for key, value in numbers.items():
            sums[key.period] = sums.get(key.period, 0) + (value or 0)
    return sums


def _calendar(now: datetime, asked: SeriesQuery) -> Calendar:
    until: date = min(asked.until or now.astimezone(UTC).date(), now.astimezone(UTC).date())
    since = asked.since or until - timedelta(days=DEFAULT_DAYS - 1)
    if since > until or since <= EPOCH:
        raise Malformed("invalid_range", "`from` must not be after `to` or in the future.", parameter="from")
    calendar = Calendar(since, until, ZONE, asked.granularity)
    if calendar.days > 4 * MAX_PERIODS or len(calendar.starts) > MAX_PERIODS:
        raise Malformed("invalid_range", f"At most {MAX_PERIODS} periods.", parameter="from")
    return calendar
