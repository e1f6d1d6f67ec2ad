"""Bodies of companies."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record, patch_of


class CompanyCreate(Input):
    """A new company; only its name is needed."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Ferrell LLC"])]
    industry: Annotated[str | None, Field(max_length=120)] = None
    employees: Annotated[int | None, Field(ge=0, le=10_000_000, description="Head count.")] = None
    website: Annotated[str | None, Field(max_length=500)] = None
    country: Annotated[str | None, Field(max_length=120)] = None
    description: Annotated[str | None, Field(max_length=20_000)] = None
    owner_id: Annotated[UUID | None, Field(description="User who looks after it.")] = None
    parent_id: Annotated[UUID | None, Field(description="The company this one belongs to.")] = None


CompanyUpdate = patch_of(CompanyCreate)


class CompanyRead(Record):
    """A company."""

    name: str
    industry: str | None
    employees: int | None
    website: str | None
    country: str | None
    description: str | None
    owner_id: UUID | None
    parent_id: UUID | None
