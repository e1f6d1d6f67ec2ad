"""Bodies of the subscription. A body never holds an amount: it names a quote."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.money import Money
from mewayz_kit.schema import Input, Output, Record
from mewayz_workspace.billing.quotes.schemas import DiscountShown, LineShown


class Confirm(Input):
    """The quote that is accepted."""

    quote_id: UUID


class Cancel(Input):
    """Why it is cancelled."""

    reason: Literal["too_expensive", "missing_features", "too_complex", "not_used", "switched", "other"] = "other"
    comment: Annotated[str | None, Field(max_length=2000)] = None


class Pause(Input):
    """How long: at most three months; it goes on by itself then."""

    days: Annotated[int, Field(ge=1, le=92)] = 30


class StartTrial(Input):
    """The bundles to try, and a code that makes the trial longer."""

    bundles: Annotated[list[str], Field(min_length=1, max_length=7, examples=[["creator"]])]
    code: Annotated[str | None, Field(max_length=40)] = None


class ItemShown(Output):
    """One thing that is subscribed to."""

    kind: str
    key: str
    version: int


class SubscriptionShown(Output):
    """The subscription. `state`: free, incomplete, trialing, active, past_due, paused. `items`: what it holds, also
    while it is paused. `lines` and `total_renewal`: what the next period costs as things are.
    """

    state: str
    cycle: str
    plan: str
    items: list[ItemShown]
    anchor_day: int | None
    period_start: datetime | None
    period_end: datetime | None
    cancel_at: datetime | None
    trial_ends_at: datetime | None
    pause_until: datetime | None
    lines: list[LineShown]
    discounts: list[DiscountShown]
    total_renewal: Money
    pending_change_id: UUID | None
    scheduled_change_id: UUID | None


class ChangeRead(Record):
    """A change. `kind`: checkout, change, cancel. `state`: quoted, pending_payment, scheduled, applied, cancelled,
    expired. `effective_at`: when a scheduled one takes place.
    """

    kind: str
    state: str
    quote_id: UUID | None
    effective_at: datetime | None
    requested_by: UUID | None
    reason: str | None
    comment: str | None
    ended_at: datetime | None


class ChargeDueShown(Output):
    """What has to be paid for a change. `payment`: finance's payment with its next action, null until it is there."""

    id: UUID
    state: str
    total: Money
    payment: dict[str, Any] | None
    expires_at: datetime | None


class Confirmed(Output):
    """A confirmed change and what has to be paid for it; `charge` is null when nothing has."""

    change: ChangeRead
    charge: ChargeDueShown | None
    subscription_state: str
