"""Bodies of plan changes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from mewayz_kit.schema import Input, Output, Record


class PlanChangeCreate(Input):
    """Which plan or bundle moves its old subscribers to which version (without one: the current)."""

    kind: Literal["plan", "bundle"]
    key: Annotated[str, Field(min_length=1, max_length=40, examples=["professional"])]
    to_number: Annotated[int | None, Field(ge=1, description="A published version.")] = None
    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["New prices of 2027"])]


class Schedule(Input):
    """When it takes place: thirty days from now at least, unless nobody is worse off."""

    effective_at: AwareDatetime


class Why(Input):
    """Why; kept in the audit feed."""

    reason: Annotated[str, Field(min_length=3, max_length=500, examples=["Decided by the board"])]


class AffectedShown(Output):
    """One subscription: what a period costs before and after, and the limits whose use is above the new ones."""

    workspace_id: UUID
    state: str
    cycle: str
    from_number: int
    before_amount: int
    after_amount: int
    over: list[str]


class AnalysisShown(Output):
    """What the change would do. `items` are the first two hundred of `subscriptions`; amounts in minor units per
    period; `worse_off`: how many pay more or lose some of a limit.
    """

    subscriptions: int
    before_amount: int
    after_amount: int
    currency: str
    worse_off: int
    over_limit: int
    lowered: list[str]
    items: list[AffectedShown]


class PlanChangeRead(Record):
    """A plan change. `state`: draft, analysed, scheduled, applying, applied, rolled_back, cancelled. `moved`: how
    many subscriptions it has moved.
    """

    kind: str
    key: str
    to_number: int
    reason: str
    state: str
    analysis: AnalysisShown | None
    analysed_at: datetime | None
    effective_at: datetime | None
    moved: int
    created_by: UUID | None


class Batch(BaseModel):
    """The next batch of a plan change: behind this workspace."""

    plan_change_id: UUID
    after: UUID | None = None


class Spread(BaseModel):
    """The next batch of holders of an offer whose limits were raised."""

    kind: str
    key: str
    after: UUID | None = None
