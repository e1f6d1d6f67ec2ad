"""Bodies of merges."""

from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from mewayz_kit.schema import Input, Record, each_once

Shown = TypeVar("Shown")
Kind = Literal["contact", "company", "lead"]


class HowToMerge(Input):
    """Whose values win. Addresses, numbers, domains and tags are never chosen from: the survivor has all of them."""

    priority: Annotated[
        UUID | None, Field(description="The record whose values win; the others fill its gaps. Null: the survivor.")
    ] = None
    field_choices: Annotated[
        dict[str, UUID],
        Field(max_length=250, description="Field (`custom.{key}` for a custom one) → the record it is taken from."),
    ] = {}
    dry_run: Annotated[bool, Field(description="Answer what would come of it, and change nothing.")] = False


class MergeRequest(HowToMerge):
    """Which records go into this one. Those that went into it before may be named again."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=20), AfterValidator(each_once)]


class Moved(BaseModel):
    """What became of the rows of one relation: `absorbed` ones had their like with the survivor already."""

    moved: int
    absorbed: int


class MergeResult(BaseModel, Generic[Shown]):
    """What came, or in a dry run would come, of a merge."""

    dry_run: bool
    survivor: Shown
    merged_ids: list[UUID]
    relations: Annotated[dict[str, Moved], Field(description="By name of the relation, such as `notes`.")]


class MergeRead(Record):
    """One record that went into another. `merged_into_id` is where it is now: the survivor may have been merged too."""

    kind: Kind
    survivor_id: UUID
    merged_id: UUID
    merged_into_id: UUID
    choices: dict[str, Any]
    counts: dict[str, Moved]
    snapshot: Annotated[dict[str, Any], Field(description="The record as it was; empty once it was erased.")]
    user_id: Annotated[UUID | None, Field(description="Who merged it; null when no person did.")]
