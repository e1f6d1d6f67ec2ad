"""Bodies of segments."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from mewayz_crm.contacts.schemas import ContactRead
from mewayz_crm.filters.schemas import Filter
from mewayz_kit.schema import Input, Record, patch_of

Kind = Literal["static", "dynamic"]


class SegmentCreate(Input):
    """A new segment: a static one is filled by hand, a dynamic one by its filter over contacts.

    A filter may ask for other segments (`segments`, by id), at most 6 deep and never in a circle; its groups nest at
    most 3 deep.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str | None, Field(max_length=500)] = None
    kind: Kind = "static"
    filter: Annotated[Filter | None, Field(description="Of a dynamic segment, and only of that.")] = None

    @model_validator(mode="after")
    def _consistent(self) -> "SegmentCreate":
        if (self.kind == "dynamic") != (self.filter is not None):
            raise ValueError("a dynamic segment has a filter, a static one has none")
        return self


SegmentUpdate = patch_of(SegmentCreate, without={"kind"})


class SegmentRead(Record):
    """A segment. `count` is its number of members; `refreshed_at` is when every contact was last judged, null until
    that has happened once; `refreshing` is true while it happens."""

    name: str
    description: str | None
    kind: Kind
    filter: dict[str, Any] | None
    count: int
    refreshed_at: datetime | None
    refreshing: bool


class SegmentTry(Input):
    """A filter over contacts that is tried without being stored."""

    filter: Filter


class SegmentPreview(BaseModel):
    """Whom a filter means now: how many contacts, and the newest of them."""

    count: int
    items: list[ContactRead]


class SegmentMembers(Input):
    """Contacts to add or to remove."""

    contact_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]


class SegmentMembersChanged(BaseModel):
    """How many were added or removed, and how many members there are now."""

    changed: int
    count: int
