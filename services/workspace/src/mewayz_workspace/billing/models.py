"""Tables of billing. The row of `subscriptions` (entitlements) is the lock of every change."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.money import currency_column, money_columns
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Quote(WorkspaceScoped, Entity, Base, table=True):
    """A price that holds until `expires_at`. `basis` is the subscription's revision it was made on.

    `bundle_versions` pairs each bundle with its version; `claims` are the promotions it takes.
    """

    __tablename__ = "quotes"

    plan: str = Field(max_length=40)
    plan_number: int
    bundles: list[str] = Field(sa_type=Json)
    bundle_versions: list[dict[str, Any]] = Field(sa_type=Json)
    features: list[str] = Field(sa_type=Json)
    goals: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
    cycle: str = Field(max_length=10)
    code: str | None = Field(default=None, max_length=40)
    effective: str = Field(max_length=12)
    fresh: bool
    lines: list[dict[str, Any]] = Field(sa_type=Json)
    discounts: list[dict[str, Any]] = Field(sa_type=Json)
    claims: list[str] = Field(sa_type=Json)
    total_now_amount: int
    total_now_currency: str = currency_column()
    total_now: ClassVar[Any] = money_columns("total_now")
    total_renewal_amount: int
    total_renewal_currency: str = currency_column()
    total_renewal: ClassVar[Any] = money_columns("total_renewal")
    basis: int
    expires_at: datetime


class SubscriptionChange(WorkspaceScoped, Entity, Base, table=True):
    """A change of the subscription. `kind`: checkout, change, cancel. `open_key` is the state while it is pending or
    scheduled, so that there is at most one of each.
    """

    __tablename__ = "subscription_changes"
    __table_args__ = (
        sa.UniqueConstraint("quote_id", name="uq_subscription_changes_quote"),
        sa.UniqueConstraint(
            "workspace_id",
            "open_key",
            name="uq_subscription_changes_open",
            info={"problem": ("change_pending", "Another change is on its way; try again.")},
        ),
    )

    kind: str = Field(max_length=10)
    state: str = Field(default="quoted", max_length=16)
    open_key: str | None = Field(default=None, max_length=16)
    quote_id: UUID | None = Field(default=None, foreign_key="quotes.id")
    effective_at: datetime | None = None
    requested_by: UUID | None = None
    reason: str | None = Field(default=None, max_length=40)
    comment: str | None = Field(default=None, max_length=2000)
    ended_at: datetime | None = None


class Charge(WorkspaceScoped, Entity, Base, table=True):
    """An amount that is due. `reason`: checkout, change, renewal, revenue_share; `period_key` makes it unique.

    `payments` are the payments of finance that were seen for it; `refunds_asked` those that were asked back.
    """

    __tablename__ = "charges"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "reason", "period_key", name="uq_charges_period"),
        sa.Index("ix_charges_state", "state", "expires_at"),
    )

    reason: str = Field(max_length=16)
    period_key: str = Field(max_length=40)
    state: str = Field(default="open", max_length=12)
    change_id: UUID | None = Field(default=None, foreign_key="subscription_changes.id", index=True)
    lines: list[dict[str, Any]] = Field(sa_type=Json)
    total_amount: int
    total_currency: str = currency_column()
    total: ClassVar[Any] = money_columns("total")
    period_start: datetime | None = None
    period_end: datetime | None = None
    payment_id: UUID | None = None
    payment: dict[str, Any] | None = Field(default=None, sa_type=Json)
    failure: str | None = Field(default=None, max_length=200)
    refunded_amount: int = 0
    refunds_asked: list[str] = Field(default_factory=list, sa_type=Json)
    disputed_at: datetime | None = None
    paid_at: datetime | None = None
    expires_at: datetime | None = None


class Promotion(Entity, Base, table=True):
    """A special or a code. `target`: `bundle:key`, `plan:key`, `all`. `effect`: price, percent, free_periods,
    trial_days, revenue_share. Without a code it applies by itself. `quota` null is unlimited.
    """

    __tablename__ = "promotions"
    __table_args__ = (
        sa.UniqueConstraint("key", name="uq_promotions_key", info={"problem": ("key_taken", "The key is taken.")}),
        sa.UniqueConstraint("code", name="uq_promotions_code", info={"problem": ("code_taken", "The code is taken.")}),
    )

    key: str = Field(max_length=60)
    name: str = Field(max_length=120)
    target: str = Field(max_length=60)
    effect: str = Field(max_length=16)
    value: int
    periods: int
    cycle: str | None = Field(default=None, max_length=10)
    code: str | None = Field(default=None, max_length=40)
    quota: int | None = None
    claimed: int = 0
    active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class PromotionClaim(WorkspaceScoped, Entity, Base, table=True):
    """A promotion that a workspace has taken: once. `state`: held (until its change is paid), used.
    `periods_left` counts the full periods it still holds for.
    """

    __tablename__ = "promotion_claims"
    __table_args__ = (
        sa.UniqueConstraint(
            "promotion_id",
            "workspace_id",
            name="uq_promotion_claims_workspace",
            info={"problem": ("promotion_used", "This promotion was used here before.")},
        ),
    )

    promotion_id: UUID = Field(foreign_key="promotions.id")
    change_id: UUID | None = Field(default=None, index=True)
    state: str = Field(default="held", max_length=10)
    periods_left: int


class TrialUse(WorkspaceScoped, Entity, Base, table=True):
    """A bundle was tried: once per workspace and once per owner."""

    __tablename__ = "trial_uses"
    __retained__ = "A bundle is tried once per owner, also when the workspace of the trial is gone."
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "bundle",
            name="uq_trial_uses_workspace",
            info={"problem": ("trial_used", "This workspace has tried the bundle before.")},
        ),
        sa.UniqueConstraint(
            "owner_id",
            "bundle",
            name="uq_trial_uses_owner",
            info={"problem": ("trial_used", "The owner has tried the bundle before.")},
        ),
    )

    owner_id: UUID
    bundle: str = Field(max_length=40)
