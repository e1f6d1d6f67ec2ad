"""Bodies of companies."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from mewayz_crm.vocabulary import Custom, Domain, ExternalId, LongText, Owner, ShortText, Tags, Website
from mewayz_kit.schema import Input, Record, each_once, patch_of


class CompanyCreate(Input):
    """A new company; only its name is needed."""

    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Ferrell LLC"])]
    domains: Annotated[
        list[Domain],
        Field(max_length=20, description="No two live companies share one; the first is the main one."),
        AfterValidator(each_once),
    ] = []
    industry: ShortText | None = None
    employees: Annotated[int | None, Field(ge=0, le=10_000_000, description="Head count.")] = None
    founded: Annotated[int | None, Field(ge=1000, le=2200, description="Year.")] = None
    website: Website | None = None
    phone: Annotated[str | None, Field(max_length=64)] = None
    country: ShortText | None = None
    description: LongText | None = None
    external_id: ExternalId = None
    owner_id: Owner = None
    parent_id: Annotated[UUID | None, Field(description="The company this one belongs to.")] = None
    tags: Tags = []
    custom: Custom = {}
    allow_duplicate: Annotated[
        bool, Field(description="Create it although a company of this name is there already.")
    ] = False


CompanyUpdate = patch_of(CompanyCreate, without={"allow_duplicate"})


class CompanyLike(Input):
    """What a company may be known by."""

    name: Annotated[str | None, Field(max_length=200)] = None
    domains: Annotated[list[Domain], Field(max_length=20)] = []


class CompanyRead(Record):
    """A company."""

    name: str
    domains: list[str]
    industry: str | None
    employees: int | None
    founded: int | None
    website: str | None
    phone: str | None
    country: str | None
    description: str | None
    external_id: str | None
    owner_id: UUID | None
    parent_id: UUID | None
    tags: list[str]
    custom: dict[str, Any]
