"""Bodies of contacts."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from mewayz_crm.formats import read_address
from mewayz_crm.vocabulary import (
    Custom,
    EmailAddress,
    ExternalId,
    Locale,
    Name,
    Owner,
    ShortText,
    Tags,
    Website,
    Zone,
)
from mewayz_kit.money import Money
from mewayz_kit.schema import Input, Output, Record, patch_of

Source = Literal["website", "social", "referral", "outreach", "event", "ads", "organic", "import", "api"]
LifecycleStage = Literal[
    "subscriber",
    "lead",
    "marketing_qualified",
    "sales_qualified",
    "opportunity",
    "customer",
    "evangelist",
    "other",
]
Label = Annotated[str, Field(max_length=40, examples=["work"])]


class EmailInput(Input):
    """One mail address. `verified` and `invalid` keep their value when they are left out."""

    address: EmailAddress
    label: Label | None = None
    primary: Annotated[bool, Field(description="The one mails go to; without any, the first is.")] = False
    verified: bool | None = None
    invalid: Annotated[bool | None, Field(description="Mails to it come back.")] = None


class PhoneInput(Input):
    """One phone number, as people write it."""

    raw: Annotated[str, Field(min_length=1, max_length=64, examples=["+49 30 1234567"])]
    label: Label | None = None


def _consistent(emails: list[EmailInput]) -> list[EmailInput]:
    if len({read_address(email.address).norm for email in emails}) < len(emails):
        raise ValueError("an address is there twice")
    if sum(email.primary for email in emails) > 1:
        raise ValueError("only one address can be the primary one")
    return emails


class ContactCreate(Input):
    """A new contact: a name, an address or a number is needed, the rest is optional.

    An address belongs to one live contact of the workspace only (409 `email_taken`). A number that cannot be read
    as E.164 is kept as it is; one without country code is read in the territory of the `locale`.
    """

    first_name: Name | None = None
    last_name: Name | None = None
    emails: Annotated[list[EmailInput], Field(max_length=20), AfterValidator(_consistent)] = []
    phones: Annotated[list[PhoneInput], Field(max_length=20)] = []
    title: Annotated[ShortText | None, Field(description="Position in the firm.")] = None
    company_id: Annotated[UUID | None, Field(description="The main company.")] = None
    city: ShortText | None = None
    country: ShortText | None = None
    website: Website | None = None
    tz: Zone | None = None
    locale: Locale | None = None
    source: Source | None = None
    lifecycle_stage: LifecycleStage = "lead"
    subscribed_on: date | None = None
    external_id: ExternalId = None
    owner_id: Owner = None
    tags: Tags = []
    custom: Custom = {}
    allow_duplicate: Annotated[
        bool, Field(description="Create it although a contact of this name or number is there already.")
    ] = False

    @model_validator(mode="after")
    def _somebody(self) -> "ContactCreate":
        if not (self.first_name or self.last_name or self.emails or self.phones):
            raise ValueError("a contact needs a name, an address or a number")
        return self


ContactUpdate = patch_of(ContactCreate, without={"allow_duplicate"})


class ContactLike(Input):
    """What a contact may be known by."""

    first_name: Name | None = None
    last_name: Name | None = None
    emails: Annotated[list[EmailInput], Field(max_length=20)] = []
    phones: Annotated[list[PhoneInput], Field(max_length=20)] = []


class EmailRead(Output):
    """One mail address."""

    id: UUID
    address: str
    label: str | None
    primary: bool
    verified: bool
    invalid: bool


class PhoneRead(Output):
    """One phone number; `e164` and `extension` are null where `raw` could not be read so."""

    raw: str
    e164: str | None
    extension: str | None
    label: str | None


class ContactRead(Record):
    """A contact. `score` is null until a scoring rule has counted. `lifetime_value` is what its orders were paid with,
    per currency, without those that were given back whole."""

    first_name: str | None
    last_name: str | None
    name: str
    emails: list[EmailRead]
    phones: list[PhoneRead]
    title: str | None
    company_id: UUID | None
    city: str | None
    country: str | None
    website: str | None
    tz: str | None
    locale: str | None
    source: Source | None
    lifecycle_stage: LifecycleStage
    subscribed_on: date | None
    external_id: str | None
    score: int | None
    lifetime_value: list[Money]
    owner_id: UUID | None
    tags: list[str]
    custom: dict[str, Any]


class Assign(Input):
    """Who looks after the contact from now on; null: nobody."""

    owner_id: UUID | None


class Resolve(Input):
    """Which contact of which workspace: by id or by address."""

    workspace_id: UUID
    contact_id: UUID | None = None
    address: EmailAddress | None = None

    @model_validator(mode="after")
    def _one(self) -> "Resolve":
        if (self.contact_id is None) == (self.address is None):
            raise ValueError("name the contact by contact_id or by address")
        return self


class ResolvedContact(BaseModel):
    """What other services copy of a contact."""

    id: UUID
    name: str
    first_name: str | None
    last_name: str | None
    emails: list[EmailRead]
    phones: list[PhoneRead]
    locale: str | None
    tz: str | None
