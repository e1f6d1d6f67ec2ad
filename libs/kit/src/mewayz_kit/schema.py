"""Bases of request and answer bodies.

Input refuses unknown fields. Answers have no defaults, so generated clients know every field is there. An update
is the create body with every field optional: a field that is absent stays, one that is null must be nullable
(JSON Merge Patch, RFC 7396).
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, create_model, field_validator
from pydantic_core import PydanticCustomError

Item = TypeVar("Item")


def each_once(items: list[Item]) -> list[Item]:
    """The items in their order, without those that came before; for `AfterValidator`."""
    return list(dict.fromkeys(items))


class Input(BaseModel):
    """Base of request bodies. Text is taken verbatim except for surrounding white space.

    A time needs its offset and is kept in UTC, so it leaves as RFC 3339 with `Z` whatever it came as.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="after")
    @classmethod
    def _in_utc(cls, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        if value.tzinfo is None:
            raise PydanticCustomError("timezone_missing", "Give the time with its offset, such as Z or +02:00.")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            raise PydanticCustomError(
                "time_out_of_range", "This moment is beyond the years 1 to 9999 in UTC."
            ) from None


class Output(BaseModel):
    """Base of answer bodies."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Record(Output):
    """What every stored record shows: `version` is the number in its ETag."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last one, `total` only there when `count=true`."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema["required"].remove("total"))

    items: list[Item]
    next_cursor: str | None
    total: int | None


def patch_of(create: type[BaseModel], *, without: Collection[str] = ()) -> Any:
    """The merge-patch body for `create`: the same fields and rules, each optional.

    ::

        CompanyUpdate = patch_of(CompanyCreate)
    """
    fields: dict[str, Any] = {}
    for name, info in create.model_fields.items():
        if name in without:
            continue
        optional = info._copy()
        optional.default, optional.default_factory = None, None
        fields[name] = (info.annotation, optional)
    return create_model(create.__name__.replace("Create", "Update"), __base__=Input, **fields)


def given(patch: BaseModel) -> dict[str, Any]:
    """The fields a merge patch names, with their values."""
    return {name: getattr(patch, name) for name in patch.model_fields_set}
