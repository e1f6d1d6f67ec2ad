"""Bodies of queries."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mewayz_kit.schema import Input, Output

Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.]{1,120}$")]
Accepted = Annotated[list[str | int | bool], Field(min_length=1, max_length=50)]


class Amount(Output):
    """Money in minor units; sums of different currencies are never added."""

    amount: int
    currency: str


class Point(Output):
    """One period, named by its first date in the workspace's zone."""

    start: date
    value: int | None
    money: list[Amount]


class MetricNumbers(Output):
    """One metric over the range. For a metric of money `value` is null and `money` holds a sum per currency.

    `additive` says whether the series adds up to the value; it never does for distinct counts and ratios. When
    nothing happened, counts and sums are 0, ratios and last values null. `previous` and `previous_money` are null
    without `compare`, or when the period compared with is not wholly inside the plan's history.
    """

    key: str
    label: str
    unit: str
    additive: bool
    goal: str | None
    feature: str | None
    value: int | None
    money: list[Amount]
    previous: int | None
    previous_money: list[Amount] | None
    series: list[Point]


class Span(Output):
    """A range of local dates, both included."""

    since: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")


class Overview(Span):
    """The numbers of the workspace's boards.

    `locked_before` is the first date the plan shows, when the range asked for begins earlier; else null.
    """

    timezone: str
    locked_before: date | None
    compared_with: Span | None
    as_of: datetime
    metrics: list[MetricNumbers]


class OverviewQuery(Input):
    """Parameters of the overview. Dates are local to the workspace; without them, the last 30 days."""

    since: Annotated[date | None, Field(alias="from")] = None
    until: Annotated[date | None, Field(alias="to")] = None
    compare: Annotated[
        Literal["previous", "year"] | None, Field(description="As many days before, or the same dates a year ago.")
    ] = None
    goal: Annotated[
        str | None, Field(pattern="^[a-z0-9-]{1,60}$", description="Only metrics of this goal; may be none.")
    ] = None


class Query(Input):
    """One metric over local dates `from` to `to`, both included, in the workspace's zone."""

    metric: Annotated[str, Field(max_length=60, examples=["contacts_created"])]
    since: Annotated[date, Field(alias="from")]
    until: Annotated[date, Field(alias="to")]
    granularity: Literal["day", "week", "month", "total"] = "day"
    dimension: Annotated[Path | None, Field(description="Split by this dimension of the facts.")] = None
    filter: Annotated[dict[Path, Accepted], Field(max_length=10, description="Accepted values by dimension.")] = {}


class Row(Output):
    """One number. `start` is null for a total, `dimension` without one, `currency` for what is no money."""

    start: date | None
    dimension: str | None
    currency: str | None
    value: int | None


class QueryAnswer(Span):
    """The rows of a query, ordered by start, dimension and currency.

    Periods in which nothing happened have a row with value 0 (counts, sums) or null (ratios, last values) unless
    the query is split by a dimension.
    """

    metric: str
    unit: str
    additive: bool
    timezone: str
    locked_before: date | None
    as_of: datetime
    rows: list[Row]
