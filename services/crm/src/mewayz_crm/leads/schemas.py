"""Bodies of leads."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from mewayz_crm.vocabulary import (
    Custom,
    EmailAddress,
    LongText,
    Name,
    Owner,
    Price,
    ShortText,
    Tags,
    Website,
)
from mewayz_kit.schema import Input, Record, patch_of

Status = Literal["new", "assigned", "in_process", "recycled", "converted", "dead"]
PhoneText = Annotated[str, Field(max_length=64)]


class LeadCreate(Input):
    """A new lead: a name, a company, an address or a number is needed.

    `source` and `source_ref` together name where it came from; a second one with both equal is 409 `lead_taken`.
    """

    first_name: Name | None = None
    last_name: Name | None = None
    company_name: Annotated[str | None, Field(max_length=200)] = None
    title: ShortText | None = None
    email: EmailAddress | None = None
    email_2: EmailAddress | None = None
    phone: PhoneText | None = None
    phone_2: PhoneText | None = None
    website: Website | None = None
    city: ShortText | None = None
    country: ShortText | None = None
    notes: LongText | None = None
    source: Annotated[str, Field(min_length=1, max_length=120, examples=["Google Ads"])] = "api"
    source_ref: Annotated[str | None, Field(max_length=120)] = None
    details: Annotated[
        dict[Annotated[str, Field(max_length=120)], Annotated[str, Field(max_length=2000)]],
        Field(max_length=50, description="Whatever else is known, as text."),
    ] = {}
    owner_id: Owner = None
    tags: Tags = []
    custom: Custom = {}
    allow_duplicate: Annotated[bool, Field(description="Create it although an open lead looks the same.")] = False

    @model_validator(mode="after")
    def _somebody(self) -> "LeadCreate":
        if not (self.first_name or self.last_name or self.company_name or self.email or self.phone):
            raise ValueError("a lead needs a name, a company, an address or a number")
        return self


LeadUpdate = patch_of(LeadCreate, without={"allow_duplicate"})


class LeadLike(Input):
    """What a lead may be known by."""

    first_name: Name | None = None
    last_name: Name | None = None
    company_name: Annotated[str | None, Field(max_length=200)] = None
    email: EmailAddress | None = None


class LeadRead(Record):
    """A lead. The `converted_…` ids are null until it is converted."""

    first_name: str | None
    last_name: str | None
    name: str
    company_name: str | None
    title: str | None
    email: str | None
    email_2: str | None
    phone: str | None
    phone_2: str | None
    website: str | None
    city: str | None
    country: str | None
    notes: str | None
    source: str
    source_ref: str | None
    details: dict[str, str]
    status: Status
    converted_contact_id: UUID | None
    converted_company_id: UUID | None
    converted_deal_id: UUID | None
    owner_id: UUID | None
    tags: list[str]
    custom: dict[str, Any]


class LeadAssign(Input):
    """Who works on it."""

    owner_id: UUID


class LeadConvert(Input):
    """What a lead becomes besides a contact: with a company name also a company, and a deal unless it is refused.

    The deal goes to the end of `stage_id` (absent: the first open stage of the default pipeline).
    """

    create_deal: bool = True
    deal_name: Annotated[
        str | None, Field(min_length=1, max_length=200, description="Absent: the company, else the person.")
    ] = None
    amount: Price | None = None
    pipeline_id: UUID | None = None
    stage_id: UUID | None = None


class LeadConversion(BaseModel):
    """What a lead became; a repeated call answers the same."""

    lead_id: UUID
    contact_id: UUID
    company_id: UUID | None
    deal_id: UUID | None
