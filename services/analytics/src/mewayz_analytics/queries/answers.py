"""From numbers to answers: zeros where nothing happened, ratios of sums, money by currency. Pure functions."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mewayz_analytics.calendars import Period
from mewayz_analytics.metrics.service import ADDITIVE, MetricShown, ratio
from mewayz_analytics.queries.schemas import Amount, MetricNumbers, Point, Row


class Key(NamedTuple):
    """What a number is for; parts that do not apply are None."""

    period: Period
    dimension: str | None
    currency: str | None


Numbers = dict[Key, int | None]


def nothing(aggregation: str) -> int | None:
    """What a metric says when nothing happened: 0 for counts and sums, null for ratios and last values."""
    return 0 if aggregation in ADDITIVE or aggregation == "unique" else None


def divide(above: Numbers, below: Numbers, unit: str) -> Numbers:
    """The ratio of two sums wherever the lower one is something: never an average of ratios."""
    return {key: ratio(above.get(key) or 0, value, unit) for key, value in below.items() if value}


def rows(numbers: Numbers, starts: Sequence[Period], empty: int | None, *, split: bool) -> list[Row]:
    """The rows of a query; without a split every period has one, for each currency that occurs at all."""
    filled: dict[Key, int | None] = {}
    if not split:
        currencies = {key.currency for key in numbers} or {None}
        filled = {Key(start, None, currency): empty for start in starts for currency in currencies}
    filled |= numbers
    ordered = sorted(filled, key=lambda key: (str(key.period or ""), key.dimension or "", key.currency or ""))
    return [Row(start=k.period, dimension=k.dimension, currency=k.currency, value=filled[k]) for k in ordered]


def metric_numbers(
    metric: MetricShown,
    empty: int | None,
    starts: Sequence[Period],
    *,
    series: Numbers,
    total: Numbers,
    previous: Numbers | None,
) -> MetricNumbers:
    """One metric of the overview."""
    value, money = _figure(total, None, metric.money, empty)
    before, money_before = (None, None) if previous is None else _figure(previous, None, metric.money, empty)
    points = []
    for start in starts:
        if start is not None:
            here, amounts = _figure(series, start, metric.money, empty)
            points.append(Point(start=start, value=here, money=amounts))
    return MetricNumbers(
        key=metric.key,
        label=metric.label,
        unit=metric.unit,
        additive=metric.additive,
        goal=metric.goal,
        feature=metric.feature,
        value=value,
        money=money,
        previous=before,
        previous_money=money_before,
        series=points,
    )


def _figure(
    numbers: Mapping[Key, int | None], period: Period, money: bool, empty: int | None
) -> tuple[int | None, list[Amount]]:
    if not money:
        return numbers.get(Key(period, None, None), empty), []
    here = {key.currency: value for key, value in numbers.items() if key.period == period}
    amounts = [Amount(amount=v, currency=c) for c, v in here.items() if c is not None and v is not None]
    return None, sorted(amounts, key=lambda amount: amount.currency)
