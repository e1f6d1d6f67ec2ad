"""Events of rewards, and our slim copies of what others say of money."""

from typing import Any
from uuid import UUID

from pydantic import AliasChoices, Field

from mewayz_kit.events import Event
from mewayz_kit.money import Money


class RewardApproved(Event, type="workspace.reward.approved.v1"):
    """The hold is over: finance credits the wallet of `workspace_id`, or (customer programs) the customer.

    `amount` is what is credited, `kept` (minor units) what the platform keeps beside it. `payer_workspace_id` pays
    for it; null is the platform.
    """

    id: UUID
    workspace_id: UUID
    program_id: UUID
    kind: str
    amount: Money
    kept: int
    payer_workspace_id: UUID | None
    beneficiary_email: str | None
    source_ref: str


class RewardClawedBack(Event, type="workspace.reward.clawed_back.v1"):
    """What earned the reward was refunded or disputed: finance reverses a credit that was made."""

    id: UUID
    workspace_id: UUID
    program_id: UUID
    kind: str
    amount: Money
    reason: str


class PaymentSucceeded(Event, type="finance.payment.succeeded.v1"):
    """Our copy: only platform subscriptions earn. `fingerprint` tells payment methods apart, where there is one."""

    id: UUID
    purpose: str
    amount: Money
    fingerprint: str | None = None


class PaymentTakenBack(Event, type="finance.payment.disputed.v1"):
    """Our copy of a chargeback or a refund; a refund names its payment."""

    id: UUID
    payment_id: UUID | None = None


class WalletMoved(Event, type="finance.wallet.credited.v1"):
    """Our copy of a wallet movement. `source` and `source_ref` say what for."""

    id: UUID
    source: str
    source_ref: UUID


class OrderPaid(Event, type="commerce.order.paid.v1"):
    """Our copy of a paid order. `referral_code` is what the customer came by."""

    id: UUID
    total: Money
    customer: dict[str, Any] | None = None
    referral_code: str | None = None


class PurchasePaid(Event, type="marketplace.purchase.paid.v1"):
    """Our copy of a paid template purchase or token pack."""

    id: UUID
    amount: Money = Field(validation_alias=AliasChoices("amount", "total", "price"))


class PurchaseRefunded(Event, type="marketplace.purchase.refunded.v1"):
    """Our copy of what was paid back, an order or a purchase."""

    id: UUID
