"""Bodies of deals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from mewayz_crm.vocabulary import Custom, Owner, Price, Tags
from mewayz_kit.money import Money
from mewayz_kit.schema import Input, Output, Record, each_once, patch_of

Status = Literal["open", "won", "lost"]
LostReason = Annotated[str, Field(min_length=1, max_length=500, examples=["price"])]
Rate = Annotated[
    Decimal,
    Field(gt=0, max_digits=20, decimal_places=10, description="Worth of one unit in the pipeline's currency."),
]


class DealCreate(Input):
    """A new deal; it goes to the end of its stage.

    Without `pipeline_id` the default pipeline is meant, without `stage_id` its first open stage. An amount in
    another currency than the pipeline's needs its `fx_rate`, so that forecasts can add it up.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    pipeline_id: UUID | None = None
    stage_id: Annotated[UUID | None, Field(description="An open stage of the pipeline.")] = None
    amount: Price | None = None
    fx_rate: Rate | None = None
    probability: Annotated[int | None, Field(ge=0, le=10_000, description="Basis points; null: that of the stage.")] = (
        None
    )
    expected_close: date | None = None
    contact_ids: Annotated[list[UUID], Field(max_length=20), AfterValidator(each_once)] = []
    company_id: UUID | None = None
    owner_id: Owner = None
    order_id: Annotated[UUID | None, Field(description="The order that pays it.")] = None
    quote_id: Annotated[UUID | None, Field(description="The quote that was made for it.")] = None
    tags: Tags = []
    custom: Custom = {}


DealUpdate = patch_of(DealCreate, without={"pipeline_id", "stage_id"})


class DealRead(Record):
    """A deal. `rank` orders the deals of a stage; sort by it to see the board."""

    name: str
    pipeline_id: UUID
    stage_id: UUID
    status: Status
    rank: int
    amount: Money | None
    fx_rate: Decimal | None
    probability: int | None
    expected_close: date | None
    contact_ids: list[UUID]
    company_id: UUID | None
    owner_id: UUID | None
    lost_reason: str | None
    stage_entered_at: datetime
    closed_at: datetime | None
    order_id: UUID | None
    quote_id: UUID | None
    tags: list[str]
    custom: dict[str, Any]


class DealMove(Input):
    """Where a deal goes on the board: after or before another deal of the stage, or (neither) to its end."""

    stage_id: UUID
    after: UUID | None = None
    before: UUID | None = None
    lost_reason: Annotated[LostReason | None, Field(description="Needed by a lost stage.")] = None

    @model_validator(mode="after")
    def _one(self) -> "DealMove":
        if self.after is not None and self.before is not None:
            raise ValueError("name the deal it comes after, or the one it comes before")
        return self


class DealLose(Input):
    """Why it was lost."""

    lost_reason: LostReason


class DealReopen(Input):
    """The open stage it goes back to; null: the last one it was in."""

    stage_id: UUID | None = None


class StageChangeRead(Output):
    """One step of a deal's way. `user_id` is null when no person made it."""

    from_stage_id: UUID | None
    to_stage_id: UUID
    status: Status
    at: datetime
    user_id: UUID | None


class StageHistory(BaseModel):
    """Every step, oldest first."""

    items: list[StageChangeRead]


class StageForecast(BaseModel):
    """The open deals of one stage, in the currency of the pipeline."""

    stage_id: UUID
    name: str
    probability: int
    count: int
    total: Money
    weighted: Money


class Forecast(BaseModel):
    """What the open deals of a pipeline may bring; the sums are those of the stages."""

    pipeline_id: UUID
    count: int
    total: Money
    weighted: Money
    stages: list[StageForecast]
