"""Bodies of duplicate sets."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from mewayz_crm.merges.schemas import HowToMerge, Kind
from mewayz_kit.schema import Input, Record, each_once


class Member(BaseModel):
    """One of the records."""

    id: UUID
    name: str


class DuplicateSetRead(Record):
    """Records that look the same, at most 100 of them, by an equal `key`: an address, name, number or domain."""

    kind: Kind
    reason: Literal["email", "name", "phone", "domain"]
    key: str
    status: Literal["open", "dismissed"]
    records: list[Member]


class MergeSet(HowToMerge):
    """Which of the records the others go into."""

    survivor_id: UUID


class Scan(Input):
    """Which kinds to look through; absent: all."""

    kinds: Annotated[list[Kind], Field(min_length=1, max_length=10), AfterValidator(each_once)] = [
        "contact",
        "company",
        "lead",
    ]


class ScanStarted(BaseModel):
    """The search goes on in the background; what it finds appears in the list."""

    kinds: list[Kind]


class MergedSet(BaseModel):
    """What came, or in a dry run would come, of it."""

    dry_run: bool
    kind: Kind
    survivor_id: UUID
    merged_ids: list[UUID]
