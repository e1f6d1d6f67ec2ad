"""Numbers of metrics over a calendar, from buckets or, where those cannot answer, from facts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from mewayz_analytics.calendars import DAY, EPOCH, Calendar, Period, midnight
from mewayz_analytics.facts import service as facts
from mewayz_analytics.metrics import service as metrics
from mewayz_analytics.metrics.service import Definition
from mewayz_analytics.queries.answers import Key, Numbers
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork

MONDAY = 3 * DAY
"""1970-01-01 was a Thursday: this many seconds later than a Monday."""
MAX_SCANNED = 200_000


async def from_buckets(
    uow: UnitOfWork, definitions: Sequence[Definition], calendar: Calendar, *, split: bool = False
) -> dict[str, Numbers]:
    """The numbers of each metric (no ratios), of buckets that hold something."""
    found: dict[str, Numbers] = {definition.metric: {} for definition in definitions}
    since, before = int(calendar.since.timestamp()), int(calendar.before.timestamp())
    gauges = [definition for definition in definitions if definition.aggregation == "last"]
    counters = [definition for definition in definitions if definition.aggregation != "last"]
    rows = await metrics.read_buckets(
        uow, counters, since=since, before=before, period=_grouping(calendar), split=split
    )
    for row in rows:
        key = Key(_period(calendar, int(row.period)), row.dimension, row.currency or None)
        found[row.metric][key] = int(row.value)
    if gauges:
        # Oldest first, so that the newest value of each dimension stays; they add up over dimensions.
        latest: dict[tuple[str, Key], int] = {}
        for row in await metrics.read_lasts(uow, gauges, since=since, before=before):
            key = Key(calendar.period_of(row.start), row.dimension, row.currency or None)
            latest[row.metric, key] = row.value
        for (metric, key), value in latest.items():
            shown = key if split else key._replace(dimension=None)
            found[metric][shown] = (found[metric].get(shown) or 0) + value
    return found


async def from_facts(
    uow: UnitOfWork,
    definition: Definition,
    calendar: Calendar,
    *,
    dimension: str | None,
    conditions: Mapping[str, Sequence[Any]],
) -> Numbers:
    """The numbers of one metric by any dimension of its facts, under a filter; counts what the buckets count."""
    found: dict[Key, dict[str, int]] = {}
    scanned = 0
    async for batch in facts.scan(uow, definition.event_types, since=calendar.since, before=calendar.before):
        scanned += len(batch)
        if scanned > MAX_SCANNED:
            raise Unprocessable("range_too_large", f"This would read more than {MAX_SCANNED} facts; narrow the range.")
        for fact in batch:
            amount = metrics.amount_of(definition, fact)
            if amount is None or not (
                metrics.matches(definition.filter or {}, fact) and metrics.matches(conditions, fact)
            ):
                continue
            label = metrics.text_of(metrics.read(fact, dimension)) if dimension else None
            currency = metrics.read(fact, definition.currency_path)
            key = Key(calendar.period_of(metrics.quarter_of(fact.occurred_at)), label, currency or None)
            _count(found.setdefault(key, {}), definition, fact, amount)
    return {key: sum(parts.values()) for key, parts in found.items()}


def _count(parts: dict[str, int], definition: Definition, fact: Any, amount: int) -> None:
    """`parts` holds what adds up: one sum, one entry per distinct thing, or one last value per dimension."""
    match definition.aggregation:
        case "unique":
            parts[metrics.text_of(metrics.read(fact, definition.value_path))] = 1
        case "last":
            parts[metrics.text_of(metrics.read(fact, definition.dimension_path))] = amount
        case _:
            parts[""] = parts.get("", 0) + amount


def _grouping(calendar: Calendar) -> Callable[[Any], Any]:
    """The SQL by which buckets of one period are grouped, in whole numbers on every dialect."""

    def local(start: Any) -> Any:
        segments = calendar.segments
        if len(segments) == 1:
            return start + segments[0].offset
        changes = [(start < later.start, start + now.offset) for now, later in pairwise(segments)]
        return sa.case(*changes, else_=start + segments[-1].offset)

    def group(start: Any) -> Any:
        match calendar.granularity:
            case "day":
                return local(start) - local(start) % DAY
            case "week":
                return local(start) - (local(start) + MONDAY) % (7 * DAY)
            case "month":
                ends = [int(midnight(first, calendar.zone).timestamp()) for first in calendar.starts[1:] if first]
                if ends:
                    return sa.case(*((start < end, n) for n, end in enumerate(ends)), else_=len(ends))
        return start * 0  # a bare constant in GROUP BY would be a column number on MySQL

    return group


def _period(calendar: Calendar, number: int) -> Period:
    match calendar.granularity:
        case "day" | "week":
            return EPOCH + timedelta(seconds=number)
        case "month":
            return calendar.starts[number]
    return None
