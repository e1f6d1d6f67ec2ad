"""The filter tree, as bodies carry it and rows keep it."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from mewayz_crm.filters.kinds import Word
from mewayz_kit.schema import Input, Output

Operator = Literal[
    "eq",
    "neq",
    "in",
    "not_in",
    "gt",
    "gte",
    "lt",
    "lte",
    "between",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "is_empty",
    "is_not_empty",
    "has_any",
    "has_all",
    "has_none",
    "within_last",
    "within_next",
    "on_day",
    "anniversary",
]
Parts = Annotated[list["Filter"], Field(min_length=1, max_length=50)]


class Filter(Input):
    """Either a condition (`field`, `op` and, for most operators, `value`) or one group: `all`, `any` or `none`.

    Text compares without case. `neq`, `not_in`, `not_contains` and `has_none` are true for an empty value, comparisons
    are false for it. Days are those of the workspace's time zone, weeks start on Monday; a time compared with a day
    such as `2026-11-24` is compared with that whole day. `in` and `has_…` take up to 100 values, `between` two, both
    included. `within_last` and `within_next` take a number of days, or `{"weeks": 2}`: today (this week) and so many
    before or after it. `on_day` takes a day or `today`, `yesterday`, `tomorrow`. `anniversary` takes the days ahead,
    0 to 364, in which the month and day return in a later year, 29 February on the 28th.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"all": [{"field": "created_at", "op": "within_last", "value": 30}]}]}
    )

    all: Annotated[Parts | None, Field(description="Every one of these holds.")] = None
    any: Annotated[Parts | None, Field(description="At least one of these holds.")] = None
    none: Annotated[Parts | None, Field(description="Not one of these holds.")] = None
    field: Annotated[str | None, Field(min_length=1, max_length=80, examples=["lifecycle_stage"])] = None
    op: Operator | None = None
    value: Any = None

    @model_validator(mode="after")
    def _one(self) -> "Filter":
        groups = sum(part is not None for part in (self.all, self.any, self.none))
        condition = self.field is not None or self.op is not None or self.value is not None
        if groups + condition != 1:
            raise ValueError("takes exactly one of all, any and none, or a condition of field, op and value")
        if condition and (self.field is None or self.op is None):
            raise ValueError("a condition names its field and its op")
        return self

    @property
    def group(self) -> tuple[str, list["Filter"]] | None:
        """The kind of a group with its parts; None for a condition."""
        for kind, parts in (("all", self.all), ("any", self.any), ("none", self.none)):
            if parts is not None:
                return kind, parts
        return None

    def stored(self) -> dict[str, Any]:
        """The tree without what it leaves open, as it came."""
        if self.group is not None:
            kind, parts = self.group
            return {kind: [part.stored() for part in parts]}
        condition = {"field": self.field, "op": self.op}
        return condition if self.value is None else condition | {"value": self.value}


class FilterField(Output):
    """A field that conditions can ask about. `kind` says what its values are: `ids` and `names` are of what a record
    has several of, `options` are the words of `choice` and `choices`, in `time` a day stands for all of its moments."""

    name: str
    kind: Word
    operators: list[Operator]
    options: list[str]


class FilterFields(Output):
    """Every field of a kind of record, custom ones as `custom.{key}`."""

    items: list[FilterField]
