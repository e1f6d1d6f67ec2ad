"""Use-cases of queries: the overview of a workspace and the numbers of one metric."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mewayz_analytics.calendars import MAX_DAYS, MAX_PERIODS, Calendar, Granularity, today
from mewayz_analytics.history import LIMIT, history_start, tenant_of
from mewayz_analytics.metrics import service as metrics
from mewayz_analytics.metrics.service import Definition, Metric
from mewayz_analytics.queries import answers, repository
from mewayz_analytics.queries.answers import Numbers
from mewayz_analytics.queries.schemas import Overview, OverviewQuery, Query, QueryAnswer, Span
from mewayz_kit.errors import Forbidden, Malformed, PaymentRequired, Unprocessable
from mewayz_kit.tenants import Tenant
from mewayz_kit.uow import UnitOfWork

PERSONS = "analytics.persons:read"
PERSONAL_PATHS = frozenset({"actor", "subject"})
PERSONAL_ENDINGS = ("user_id", "owner_id", "member_id", "assignee_id", "contact_id")
DEFAULT_DAYS = 30


async def overview(uow: UnitOfWork, asked: OverviewQuery) -> Overview:
    """The numbers of the metrics whose features are on, narrowed to one goal if it is named."""
    tenant = await tenant_of(uow)
    until = asked.until or today(uow.now, ZoneInfo(tenant.timezone))
    calendar, locked = _calendar(uow, tenant, asked.since or until - timedelta(days=DEFAULT_DAYS - 1), until, "day")
    shown = await metrics.shown(uow, features=tenant.features, goal=asked.goal)
    series = await numbers(uow, shown, calendar)
    totals = await numbers(uow, shown, calendar.by("total"))
    earlier = calendar.back(asked.compare) if asked.compare else None
    start = history_start(tenant, uow.now)
    before = None
    if earlier is not None and (start is None or earlier.first >= start):
        before = await numbers(uow, shown, earlier.by("total"))
    return Overview(
        since=calendar.first,
        until=calendar.last,
        timezone=tenant.timezone,
        locked_before=locked,
        compared_with=Span(since=earlier.first, until=earlier.last) if earlier else None,
        as_of=uow.now,
        metrics=[
            answers.metric_numbers(
                metrics.show(metric, definition),
                answers.nothing(definition.aggregation),
                calendar.starts,
                series=series[metric.key],
                total=totals[metric.key],
                previous=before[metric.key] if before is not None else None,
            )
            for metric, definition in shown
        ],
    )


async def query(uow: UnitOfWork, asked: Query) -> QueryAnswer:
    """The rows of one metric, in a read session: asking is a POST only because a query is a body."""
    async with uow.apart(writes=False) as reading:
        return await _query(reading, asked)


async def _query(uow: UnitOfWork, asked: Query) -> QueryAnswer:
    tenant = await tenant_of(uow)
    _refuse_persons(uow, asked)
    calendar, locked = _calendar(uow, tenant, asked.since, asked.until, asked.granularity)
    shown = {m.key: (m, d) for m, d in await metrics.shown(uow, features=tenant.features)}
    if asked.metric not in shown:
        raise Unprocessable.field("/metric", "unknown_metric", "This workspace has no such metric.")
    metric, definition = shown[asked.metric]
    if definition.aggregation == "ratio":
        parts = await _parts(uow, [definition])
        above, below = [await _ask(uow, parts[key], calendar, asked) for key in _halves(definition)]
        found = answers.divide(above, below, metric.unit)
    else:
        found = await _ask(uow, definition, calendar, asked)
    empty = answers.nothing(definition.aggregation)
    return QueryAnswer(
        since=calendar.first,
        until=calendar.last,
        metric=metric.key,
        unit=metric.unit,
        additive=definition.aggregation in metrics.ADDITIVE,
        timezone=tenant.timezone,
        locked_before=locked,
        as_of=uow.now,
        rows=answers.rows(found, calendar.starts, empty, split=asked.dimension is not None),
    )


async def _ask(uow: UnitOfWork, definition: Definition, calendar: Calendar, asked: Query) -> Numbers:
    """From the buckets or, by another dimension than the metric's own or under a filter, from the facts."""
    own = asked.dimension == definition.dimension_path and definition.aggregation != "unique"
    if not asked.filter and (asked.dimension is None or own):
        found = await repository.from_buckets(uow, [definition], calendar, split=asked.dimension is not None)
        return found[definition.metric]
    return await repository.from_facts(uow, definition, calendar, dimension=asked.dimension, conditions=asked.filter)


async def numbers(
    uow: UnitOfWork, shown: Sequence[tuple[Metric, Definition]], calendar: Calendar
) -> dict[str, Numbers]:
    """The numbers of many metrics, ratios included, by few statements."""
    units = {metric.key: metric.unit for metric, _ in shown}
    wanted = [definition for _, definition in shown]
    parts = await _parts(uow, wanted)
    plain = {d.metric: d for d in [*wanted, *parts.values()] if d.aggregation != "ratio"}
    found = await repository.from_buckets(uow, list(plain.values()), calendar)
    for definition in wanted:
        if definition.aggregation == "ratio":
            above, below = (found[key] for key in _halves(definition))
            found[definition.metric] = answers.divide(above, below, units[definition.metric])
    return found


async def _parts(uow: UnitOfWork, wanted: Sequence[Definition]) -> dict[str, Definition]:
    """The definitions that ratios are made of, whether or not their features are on."""
    keys = {key for definition in wanted for key in _halves(definition)}
    every = await metrics.in_scope(uow, wanted[0].scope) if keys else {}
    return {key: every[key][1] for key in keys}


def _halves(definition: Definition) -> list[str]:
    return [key for key in (definition.numerator, definition.denominator) if key]


def _calendar(
    uow: UnitOfWork, tenant: Tenant, since: date, until: date, granularity: Granularity
) -> tuple[Calendar, date | None]:
    """The dates to answer for, and the first unlocked date if the plan hides some of those asked for."""
    zone = ZoneInfo(tenant.timezone)
    if since > until or since > today(uow.now, zone):
        raise Malformed("invalid_range", "`from` must not be after `to` or in the future.", parameter="from")
    until, start = min(until, today(uow.now, zone)), history_start(tenant, uow.now)
    if start is not None and until < start:
        raise PaymentRequired(
            "plan_limit_reached",
            f"The plan shows dates from {start} on.",
            metric=LIMIT,
            limit=tenant.limit(LIMIT),
            locked_before=start.isoformat(),
            upgrade="/api/v1/workspace/public/pricing",
        )
    locked = start if start is not None and since < start else None
    calendar = Calendar(locked or since, until, zone, granularity)
    if calendar.days > MAX_DAYS or len(calendar.starts) > MAX_PERIODS:
        raise Malformed("invalid_range", f"At most {MAX_PERIODS} periods and {MAX_DAYS} days.", parameter="from")
    return calendar, locked


def _refuse_persons(uow: UnitOfWork, asked: Query) -> None:
    """Numbers by person need a permission of their own."""
    named = [*asked.filter, *([asked.dimension] if asked.dimension else [])]
    personal = any(path in PERSONAL_PATHS or path.endswith(PERSONAL_ENDINGS) for path in named)
    if personal and not uow.principal.can(PERSONS):
        raise Forbidden(detail=f"Numbers by person need the permission {PERSONS}.", permission=PERSONS)
