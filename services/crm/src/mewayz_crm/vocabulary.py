"""Types that bodies of several features share."""

from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from mewayz_crm.formats import domain_of, read_address, read_website
from mewayz_kit.money import Money
from mewayz_kit.schema import Input

LISTS = ("contacts", "email-capture")
"""The features of which one is enough to have lists, and people on them."""
SubjectType = Literal["contact", "company", "lead", "deal"]
RecordType = Literal["contact", "company", "lead", "deal", "activity"]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is not an IANA time zone") from error
    return name


def _shown_address(text: str) -> str:
    return read_address(text).shown


def _not_negative(amount: Money) -> Money:
    if amount.amount < 0:
        raise ValueError("is less than nothing")
    return amount


Name = Annotated[str, Field(max_length=100)]
ShortText = Annotated[str, Field(max_length=120)]
LongText = Annotated[str, Field(max_length=20_000)]
EmailAddress = Annotated[str, Field(max_length=320, examples=["jane@example.com"]), AfterValidator(_shown_address)]
Website = Annotated[str, Field(max_length=450, examples=["https://example.com/"]), AfterValidator(read_website)]
Domain = Annotated[str, Field(max_length=300, examples=["example.com"]), AfterValidator(domain_of)]
Zone = Annotated[str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_zone)]
Locale = Annotated[str, Field(max_length=16, pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", examples=["de-AT"])]
Owner = Annotated[UUID | None, Field(description="User who looks after it.")]
ExternalId = Annotated[str | None, Field(max_length=120, description="Your own reference, such as a customer number.")]
TagName = Annotated[str, Field(min_length=1, max_length=60)]
PerHour = Annotated[int | None, Field(ge=1, le=1_000_000, description="Most mails of an hour, evenly; null: no limit.")]
Price = Annotated[Money, AfterValidator(_not_negative)]
Tags = Annotated[list[TagName], Field(max_length=50, description="Names of tags; a new name makes a new tag.")]
MoreTags = Annotated[list[TagName], Field(min_length=1, max_length=50)]
Custom = Annotated[
    dict[str, Any], Field(max_length=200, description="Values of custom fields by key; null clears one.")
]


class Subject(Input):
    """A record that something is about."""

    type: SubjectType
    id: UUID
