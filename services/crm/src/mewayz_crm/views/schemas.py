"""Bodies of views."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_crm.filters.schemas import Filter
from mewayz_crm.vocabulary import RecordType
from mewayz_kit.money import Money
from mewayz_kit.schema import Input, Record, patch_of

Layout = Literal["table", "board", "calendar"]
FieldName = Annotated[str, Field(min_length=1, max_length=80)]


class ViewCreate(Input):
    """A new view of the records of one kind.

    A board needs `group_by`, a calendar `date_field`. Custom fields are named `custom.{key}`. A view that is not shared
    is seen by its owner alone; a shared one shows everybody the records that they may read.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)]
    entity: RecordType
    layout: Layout = "table"
    filter: Annotated[Filter | None, Field(description="Which records; null: all. Groups nest at most 3 deep.")] = None
    columns: Annotated[list[FieldName], Field(max_length=100, description="Fields to show; none: as you like.")] = []
    sort: Annotated[
        FieldName | None, Field(description="A field that the list sorts by, `-` for descending.", examples=["-name"])
    ] = None
    group_by: Annotated[FieldName | None, Field(description="Words, references or days to group by.")] = None
    sums: Annotated[list[FieldName], Field(max_length=10, description="Numbers and money to add up.")] = []
    date_field: Annotated[FieldName | None, Field(description="The day or time that a calendar shows.")] = None
    shared: bool = False


ViewUpdate = patch_of(ViewCreate, without={"entity"})


class ViewRead(Record):
    """A view."""

    name: str
    entity: RecordType
    layout: Layout
    filter: dict[str, Any] | None
    columns: list[str]
    sort: str | None
    group_by: str | None
    sums: list[str]
    date_field: str | None
    shared: bool
    owner_id: UUID | None


class ViewGroup(BaseModel):
    """Records with one value of `group_by`, null where they have none.

    `sums` has a number for each field of numbers, and for each field of money one amount per currency.
    """

    value: Any
    count: int
    sums: dict[str, int | float | list[Money]]


class ViewGroups(BaseModel):
    """The groups of a view, the largest first; without `group_by` all records are one. `more` says that there are
    further, smaller ones."""

    items: list[ViewGroup]
    more: bool
