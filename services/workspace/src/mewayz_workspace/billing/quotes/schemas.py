"""Bodies of quotes. A client says what it wants, never what it costs."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.money import Money
from mewayz_kit.schema import Input, Output, Record

Features = Annotated[list[str], Field(max_length=100, examples=[["contacts", "pipelines"]])]


class Wanted(Input):
    """A plan, bundles, how often to pay, and a promotion code."""

    plan: Annotated[str, Field(min_length=1, max_length=40, description="Key of a plan.", examples=["professional"])]
    bundles: Annotated[list[str], Field(max_length=10, description="Keys of bundles.")] = []
    cycle: Literal["month", "year"] = "month"
    code: Annotated[str | None, Field(max_length=40, description="Promotion code.")] = None


class QuoteCreate(Wanted):
    """What the subscription shall be; without `features` those that are chosen now."""

    features: Annotated[list[str] | None, Field(max_length=100)] = None


class PublicQuoteCreate(Wanted):
    """What somebody without a workspace wants to know the price of."""

    features: Features = []


class LineShown(Output):
    """One item of one period. `special`: the promotion that makes it cheaper than the discount of several bundles."""

    kind: str
    key: str
    version: int
    list_amount: int
    discount_bp: int
    special: str | None
    amount: int


class DiscountShown(Output):
    """What makes a period cheaper: `several_bundles` or the key of a promotion; minor units."""

    reason: str
    amount: int


class PublicQuoteRead(Output):
    """A price. `total_now`: the first period; `total_renewal`: the one after it. Lines are those of one period."""

    plan: str
    bundles: list[str]
    features: list[str]
    cycle: str
    lines: list[LineShown]
    discounts: list[DiscountShown]
    total_now: Money
    total_renewal: Money


class QuoteRead(Record):
    """A price that holds until `expires_at`. `effective`: now, or at the period_end. `total_now`: what is charged
    when it is confirmed (prorated within a period); `total_renewal`: what the next renewal will be.
    """

    plan: str
    bundles: list[str]
    features: list[str]
    cycle: str
    code: str | None
    effective: str
    lines: list[LineShown]
    discounts: list[DiscountShown]
    total_now: Money
    total_renewal: Money
    expires_at: datetime
