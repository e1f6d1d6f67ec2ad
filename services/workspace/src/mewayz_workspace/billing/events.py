"""Events of billing, and our copies of what finance says."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_kit.events import Event
from mewayz_kit.money import Money


class SubscriptionEvent(Event, type="workspace.subscription.changed.v1", subject="workspace_id"):
    """What a workspace subscribes to from now on. `anchor_day`: day of the month on which periods begin."""

    workspace_id: UUID
    state: str
    plan: str
    bundles: list[str]
    cycle: str
    anchor_day: int | None
    period_start: datetime | None
    period_end: datetime | None
    cancel_at: datetime | None
    trial_ends_at: datetime | None
    change_id: UUID | None


class SubscriptionTrialStarted(
    SubscriptionEvent, type="workspace.subscription.trial_started.v1", subject="workspace_id"
):
    """Bundles are tried without payment."""


class SubscriptionActivated(SubscriptionEvent, type="workspace.subscription.activated.v1", subject="workspace_id"):
    """Paid for the first time, or again after an end."""


class SubscriptionPastDue(SubscriptionEvent, type="workspace.subscription.past_due.v1", subject="workspace_id"):
    """A renewal was not paid; entitlements stay while finance tries again."""


class SubscriptionCancelled(SubscriptionEvent, type="workspace.subscription.cancelled.v1", subject="workspace_id"):
    """It ends at `cancel_at`, unless it is resumed before."""


class SubscriptionEnded(SubscriptionEvent, type="workspace.subscription.ended.v1", subject="workspace_id"):
    """The workspace is on the free plan again; what exceeds it freezes."""


class ChargeDue(Event, type="workspace.subscription.charge_due.v1", public=False):
    """An amount for finance to collect, with `id` as the reference of the payment (purpose `subscription`).

    `off_session`: nobody is there to act, so the saved method is used. `expires_at`: void then if unpaid.
    """

    id: UUID
    workspace_id: UUID
    purpose: str
    reason: str
    total: Money
    lines: list[dict[str, Any]]
    period_start: datetime | None
    period_end: datetime | None
    off_session: bool
    expires_at: datetime | None


class ChargeVoided(Event, type="workspace.subscription.charge_voided.v1", public=False):
    """Nobody has to pay this any more: an open payment is cancelled."""

    id: UUID
    workspace_id: UUID
    purpose: str
    total: Money


class RefundRequested(Event, type="workspace.refund.requested.v1", subject="reference_id", public=False):
    """Money that came for a charge that does not take it. `reason`: charge_void, amount_mismatch, paid_twice."""

    reference_id: UUID
    payment_id: UUID
    workspace_id: UUID
    purpose: str
    amount: Money
    reason: str


class PaymentMoved(Event, type="finance.payment.succeeded.v1"):
    """Our copy of a payment, whatever has become of it. `reference_id`: our charge, or finance's revenue bill."""

    id: UUID
    purpose: str
    reference_id: UUID
    amount: Money
    next_action: Any = None
    failure: Any = None


class DunningMoved(Event, type="finance.dunning.attempt_failed.v1"):
    """Our copy of an attempt to collect a payment again, of its success, or of giving up."""

    payment_id: UUID
    purpose: str
    reference_id: UUID
    attempt_no: int | None = None


class RefundSucceeded(Event, type="finance.refund.succeeded.v1"):
    """Our copy of a refund: `amount` of this one."""

    id: UUID
    payment_id: UUID
    purpose: str
    reference_id: UUID
    amount: Money


class PaymentDisputed(Event, type="finance.payment.disputed.v1"):
    """Our copy of a chargeback."""

    id: UUID
    purpose: str
    reference_id: UUID


class RevenueShareBillIssued(Event, type="finance.revenue_share_bill.issued.v1"):
    """Our copy of the monthly bill of the enterprise bundle. `period`: `2026-11`."""

    id: UUID
    workspace_id: UUID
    period: str
    amount: Money
