"""Bodies of promotions."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from mewayz_kit.schema import Input, Record, patch_of

Effect = Literal["price", "percent", "free_periods", "trial_days", "revenue_share"]


class PromotionFields(Input):
    """What may change later: nobody who has claimed it loses anything."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Launch"])]
    quota: Annotated[int | None, Field(ge=0, le=1_000_000, description="How many may claim it; null: all.")] = None
    active: bool = True
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class PromotionCreate(PromotionFields):
    """A special (without `code`) or a code. `value`: minor units for price, basis points for percent and
    revenue_share, days for trial_days. `periods`: full periods it holds for.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,59}$", examples=["launch"])]
    target: Annotated[
        str, Field(pattern=r"^(all|(bundle|plan):[a-z0-9-]{1,40})$", examples=["bundle:creator"], max_length=60)
    ]
    effect: Annotated[Effect, Field(examples=["percent"])]
    value: Annotated[int, Field(ge=0, le=100_000_000, examples=[2500])] = 0
    periods: Annotated[int, Field(ge=1, le=120)] = 1
    cycle: Annotated[Literal["month", "year"] | None, Field(description="Null: both.")] = None
    code: Annotated[str | None, Field(min_length=3, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")] = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.effect in {"percent", "revenue_share"} and self.value > 10_000:
            raise ValueError("basis points go to 10000")
        if self.effect == "price" and (self.cycle is None or self.target == "all"):
            raise ValueError("a price is for one item and one cycle")
        if self.effect == "trial_days" and (self.code is None or not 1 <= self.value <= 365):
            raise ValueError("a longer trial takes a code and 1 to 365 days")
        return self


PromotionUpdate = patch_of(PromotionFields)
PromotionUpdate.__name__ = "PromotionUpdate"


class PromotionRead(Record):
    """A promotion; `claimed` is how many have it."""

    key: str
    name: str
    target: str
    effect: str
    value: int
    periods: int
    cycle: str | None
    code: str | None
    quota: int | None
    claimed: int
    active: bool
    starts_at: datetime | None
    ends_at: datetime | None


class ClaimRead(Record):
    """A promotion taken by this workspace. `state`: held (its change is not paid yet), used."""

    promotion_id: UUID
    change_id: UUID | None
    state: str
    periods_left: int
