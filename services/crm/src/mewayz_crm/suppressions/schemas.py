"""Bodies of suppressions."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from mewayz_crm.formats import domain_of, read_address
from mewayz_crm.vocabulary import EmailAddress
from mewayz_kit.schema import Input, Output, Record

Kind = Literal["address", "domain"]
Reason = Literal["unsubscribed_all", "hard_bounce", "complaint", "manual", "erased"]


class SuppressionCreate(Input):
    """An address, or every address of a domain, that is to get nothing more.

    Suppressing an address ends its subscriptions in the same transaction. One that is suppressed already stays so, for
    the stronger of both reasons.
    """

    kind: Kind = "address"
    value: Annotated[str, Field(max_length=320, examples=["jane@example.com"])]
    reason: Annotated[
        Literal["unsubscribed_all", "hard_bounce", "complaint", "manual"],
        Field(description="What another system knew of it, or `manual`."),
    ] = "manual"
    channel: Literal["email"] = "email"

    @field_validator("value")
    @classmethod
    def _readable(cls, value: str, info: ValidationInfo) -> str:
        return domain_of(value) if info.data.get("kind") == "domain" else read_address(value).shown


class SuppressionRead(Record):
    """A suppression; `value` is null for somebody who was erased."""

    kind: Kind
    value: str | None
    reason: Reason
    channel: Literal["email"]


class SuppressionCheck(Input):
    """Addresses to look up."""

    addresses: Annotated[list[EmailAddress], Field(min_length=1, max_length=1000)]


class CheckedAddress(Output):
    """Whether an address gets marketing mail; the strongest `reason` if not."""

    address: str
    suppressed: bool
    reason: Reason | None


class CheckedAddresses(Output):
    """The addresses in the order they were asked about."""

    items: list[CheckedAddress]
