"""What earns, ends and moves rewards."""

from mewayz_kit.events import every, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.referrals.rewards import service
from mewayz_workspace.referrals.rewards.events import (
    OrderPaid,
    PaymentSucceeded,
    PaymentTakenBack,
    PurchasePaid,
    PurchaseRefunded,
    WalletMoved,
)


@on(PaymentSucceeded)
async def reward_paid_subscription(event: PaymentSucceeded, uow: UnitOfWork) -> None:
    """A workspace paid for its plan."""
    if event.purpose == "subscription" and uow.scope.workspace_id is not None:
        await service.workspace_paid(
            uow,
            trigger="subscription",
            source_ref=str(event.id),
            paid=event.amount,
            fingerprint=event.fingerprint,
        )


@on(PurchasePaid, "ai.token_pack.purchased.v1")
async def reward_paid_purchase(envelope: Envelope, uow: UnitOfWork) -> None:
    """A workspace paid for a template or a token pack."""
    if envelope.workspaceid is not None:
        event = PurchasePaid.model_validate(envelope.data)
        trigger = "template" if envelope.type.startswith("marketplace.") else "token_pack"
        await service.workspace_paid(uow, trigger=trigger, source_ref=str(event.id), paid=event.amount)


@on(OrderPaid)
async def reward_paid_order(event: OrderPaid, uow: UnitOfWork) -> None:
    """A customer of the workspace paid an order."""
    if uow.scope.workspace_id is not None:
        email = (event.customer or {}).get("email")
        await service.customer_paid(
            uow, email=email, code=event.referral_code, source_ref=str(event.id), paid=event.total
        )


@on(PaymentTakenBack, "finance.refund.succeeded.v1")
async def end_rewards_of_payment(event: PaymentTakenBack, uow: UnitOfWork) -> None:
    """A payment was disputed or refunded."""
    await service.taken_back(uow, source_ref=str(event.payment_id or event.id), reason="the payment was taken back")


@on(PurchaseRefunded, "commerce.order.refunded.v1")
async def end_rewards_of_purchase(event: PurchaseRefunded, uow: UnitOfWork) -> None:
    """An order or a purchase was refunded."""
    await service.taken_back(uow, source_ref=str(event.id), reason="the purchase was refunded")


@on(WalletMoved)
async def book_reward(event: WalletMoved, uow: UnitOfWork) -> None:
    """Finance has credited it."""
    if event.source == "reward":
        await service.wallet_moved(uow, event.source_ref, "credit")


@on("finance.wallet.reversed.v1")
async def reverse_reward(event: WalletMoved, uow: UnitOfWork) -> None:
    """Finance has reversed the credit."""
    if event.source == "reward":
        await service.wallet_moved(uow, event.source_ref, "reverse")


@every("1h")
async def approve_held_rewards(uow: UnitOfWork) -> None:
    """Holds end by the clock."""
    await service.approve_due(uow)
