"""Bodies of the metric catalogue."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from mewayz_kit.schema import Input, Output, Record, patch_of

Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.]{1,120}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
EventType = Annotated[
    str, StringConstraints(pattern=r"^(\*|[a-z_]+\.[a-z0-9_]+\.[a-z0-9_]+\.v[0-9]+)$", max_length=120)
]
Aggregation = Literal["count", "sum", "unique", "last", "ratio"]
Accepted = Annotated[list[str | int | bool], Field(min_length=1, max_length=50)]
NEEDS_VALUE = ("sum", "unique", "last")


class MetricCreate(Input):
    """A new metric. Paths name a dimension of the facts, or `type`, `actor`, `subject`, `value`, `currency`."""

    key: Key
    label: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(max_length=500)] = ""
    aggregation: Aggregation
    event_types: Annotated[list[EventType], Field(max_length=50, description="`*` is every type.")] = []
    value_path: Annotated[Path | None, Field(description="What sum adds, unique counts and last shows.")] = None
    currency_path: Annotated[Path | None, Field(description="Splits the value by currency.")] = None
    dimension_path: Annotated[Path | None, Field(description="Splits the value for breakdowns.")] = None
    filter: Annotated[dict[Path, Accepted], Field(max_length=10, description="Accepted values by path.")] = {}
    numerator: Annotated[Key | None, Field(description="Metric above the line of a ratio.")] = None
    denominator: Annotated[Key | None, Field(description="Metric below the line of a ratio.")] = None
    unit: Annotated[str, Field(pattern="^[a-z_]{1,40}$", examples=["events", "minor_units"])] = "events"
    goal: Annotated[Slug | None, Field(description="Shown on the board of this goal.")] = None
    feature: Annotated[Slug | None, Field(description="Shown only where this feature is on.")] = None
    scope: Literal["workspace", "platform"] = "workspace"
    active: Annotated[bool, Field(description="Whether dashboards show it; it counts either way.")] = True

    @model_validator(mode="after")
    def _fits_its_aggregation(self) -> Self:
        if self.aggregation == "ratio":
            if not (self.numerator and self.denominator):
                raise ValueError("a ratio needs a numerator and a denominator")
            if self.event_types or self.value_path or self.currency_path or self.dimension_path or self.filter:
                raise ValueError("a ratio has no event types, paths or filter of its own")
            return self
        if self.numerator or self.denominator:
            raise ValueError("only a ratio has a numerator and a denominator")
        if not self.event_types:
            raise ValueError("name at least one event type")
        if (self.aggregation in NEEDS_VALUE) != (self.value_path is not None):
            raise ValueError("sum, unique and last need a value path, count has none")
        if self.aggregation == "unique" and (self.dimension_path or self.currency_path):
            raise ValueError("a distinct count is not split by dimension or currency")
        return self


MetricUpdate = patch_of(MetricCreate, without=("key", "scope"))


class MetricRead(Record):
    """A metric as staff see it. `revision` answers queries; `building` is the next one, null when none is built."""

    key: str
    label: str
    description: str
    aggregation: Aggregation
    event_types: list[str]
    value_path: str | None
    currency_path: str | None
    dimension_path: str | None
    filter: dict[str, list[Any]]
    numerator: str | None
    denominator: str | None
    unit: str
    goal: str | None
    feature: str | None
    scope: str
    active: bool
    position: int
    revision: int
    building: int | None


class MetricShown(Output):
    """A metric as members see it. `additive`: rows may be added up; never true for distinct counts and ratios."""

    key: str
    label: str
    description: str
    unit: str
    additive: bool
    dimension: str | None
    money: bool
    goal: str | None
    feature: str | None


class MetricList(Output):
    """The metrics of the workspace."""

    items: list[MetricShown]
