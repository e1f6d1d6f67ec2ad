"""What finance says of our charges. By charge id and state table, so replays and odd orders end in the same state."""

from uuid import UUID

from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.charges import service as charges
from mewayz_workspace.billing.events import (
    PaymentMoved,
    RefundSucceeded,
    RevenueShareBillIssued,
    SubscriptionEvent,
    SubscriptionPastDue,
)
from mewayz_workspace.billing.models import Charge, SubscriptionChange
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.quotes import choices
from mewayz_workspace.billing.states import CHARGE, SUBSCRIPTION
from mewayz_workspace.billing.subscription import applying
from mewayz_workspace.billing.subscription.telling import tell, tell_owners
from mewayz_workspace.entitlements.models import Subscription

LATE = ("renewal", "revenue_share")
"""Charges that dunning collects later; any other failure ends the change it was for."""


async def moved(uow: UnitOfWork, event: PaymentMoved, verb: str) -> None:
    """A payment for one of our charges has moved: requires_action, succeeded, failed."""
    workspace_id = await charges.workspace_of(uow, event.reference_id)
    if workspace_id is None:
        return
    async with uow.within(workspace_id=workspace_id):
        row = await applying.locked(uow)
        charge = await charges.records.get(uow, event.reference_id, lock=True)
        if verb == "requires_action":
            _start(charge, event)
        elif verb == "succeeded":
            await _succeed(uow, row, charge, event)
        else:
            await _fail(uow, row, charge, event.id, _words(event))
        await uow.flush()


async def dunned(uow: UnitOfWork, reference_id: UUID, payment_id: UUID, verb: str) -> None:
    """Finance tried again: attempt_failed, recovered, exhausted."""
    workspace_id = await charges.workspace_of(uow, reference_id)
    if workspace_id is None:
        return
    async with uow.within(workspace_id=workspace_id):
        row = await applying.locked(uow)
        charge = await charges.records.get(uow, reference_id, lock=True)
        if verb == "recovered":
            await _paid(uow, row, charge, payment_id)
        elif verb == "exhausted":
            await _give_up(uow, row, charge)
        else:
            await _fail(uow, row, charge, payment_id, "declined")
        await uow.flush()


async def refunded(uow: UnitOfWork, event: RefundSucceeded) -> None:
    """Money went back; with all of it the charge is refunded. Money of a void charge changes nothing here."""
    workspace_id = await charges.workspace_of(uow, event.reference_id)
    if workspace_id is None:
        return
    async with uow.within(workspace_id=workspace_id):
        charge = await charges.records.get(uow, event.reference_id, lock=True)
        if charge.payment_id != event.payment_id or event.amount.currency != charge.total_currency:
            return
        charge.refunded_amount = min(charge.total_amount, charge.refunded_amount + event.amount.amount)
        if charge.refunded_amount == charge.total_amount:
            CHARGE.move(charge, "refund")
        await uow.flush()


async def disputed(uow: UnitOfWork, reference_id: UUID) -> None:
    """The payer's bank wants a payment back; shown until finance has decided."""
    workspace_id = await charges.workspace_of(uow, reference_id)
    if workspace_id is None:
        return
    async with uow.within(workspace_id=workspace_id):
        charge = await charges.records.get(uow, reference_id, lock=True)
        charge.disputed_at = charge.disputed_at or uow.now
        await uow.flush()


async def billed(uow: UnitOfWork, event: RevenueShareBillIssued) -> None:
    """Finance has billed a share of revenue: shown as a charge under the bill's id."""
    async with uow.within(workspace_id=event.workspace_id):
        await applying.locked(uow)
        if await uow.find(Charge, event.id) is not None:
            return
        line = {"kind": "revenue_share", "key": event.period, "version": 1, "list_amount": event.amount.amount}
        line |= {"discount_bp": 0, "special": None, "amount": event.amount.amount}
        uow.add(
            Charge(
                id=event.id,
                reason="revenue_share",
                period_key=event.period,
                lines=[line],
                total_amount=event.amount.amount,
                total_currency=event.amount.currency,
            )
        )
        await uow.flush()


def _start(charge: Charge, event: PaymentMoved) -> None:
    CHARGE.move(charge, "start")
    if charge.state == "paying":
        charge.payment_id = event.id
        charge.payment = {"id": str(event.id), "next_action": event.next_action}


async def _succeed(uow: UnitOfWork, row: Subscription, charge: Charge, event: PaymentMoved) -> None:
    if charge.state in {"paid", "refunded"}:
        if charge.payment_id != event.id:
            await _refund(uow, charge, event.id, event.amount, "paid_twice")
        return
    if event.amount != charge.total:
        await _refund(uow, charge, event.id, event.amount, "amount_mismatch")
        return
    if not await _paid(uow, row, charge, event.id):
        await _refund(uow, charge, event.id, event.amount, "charge_void")


async def _refund(uow: UnitOfWork, charge: Charge, payment_id: UUID, amount: Money, reason: str) -> None:
    await charges.ask_back(uow, charge, payment_id=payment_id, amount=amount, reason=reason)


async def _paid(uow: UnitOfWork, row: Subscription, charge: Charge, payment_id: UUID) -> bool:
    """Take a payment for the charge; False when the charge takes none any more."""
    late = charge.state == "failed" and charge.reason in LATE
    if CHARGE.move(charge, "recover" if late else "pay") != "moved":
        return charge.state in {"paid", "refunded"}
    charge.payment_id, charge.payment, charge.failure, charge.paid_at = payment_id, None, None, uow.now
    await uow.flush()
    if charge.change_id is not None:
        change = await uow.get(SubscriptionChange, charge.change_id, lock=True)
        await applying.apply(uow, row, change)
    elif charge.reason == "renewal":
        await promotions.settle(uow, wanted=(await choices.present(uow, row)).targets, period_charged=True)
    if row.state == "past_due" and charge.reason in LATE:
        SUBSCRIPTION.demand(row, "recover")
        tell(uow, SubscriptionEvent, row)
    return True


async def _fail(uow: UnitOfWork, row: Subscription, charge: Charge, payment_id: UUID, why: str) -> None:
    if CHARGE.move(charge, "fail") != "moved":
        return
    charge.payment_id, charge.failure = payment_id, why
    await uow.flush()
    if charge.change_id is not None:
        await applying.expire(uow, row, await uow.get(SubscriptionChange, charge.change_id, lock=True))
    elif row.state == "active":
        SUBSCRIPTION.demand(row, "fail")
        tell(uow, SubscriptionPastDue, row)
        tell_owners(uow, "past_due", key=str(charge.id))


async def _give_up(uow: UnitOfWork, row: Subscription, charge: Charge) -> None:
    """Dunning is over: void, so that money that still comes is given back, and the free plan."""
    if charge.reason not in LATE or charge.state in {"paid", "refunded", "void"}:
        return
    if charge.reason == "renewal":
        await charges.void(uow, charge)
    if row.state in {"past_due", "active"}:
        await applying.fall_back(uow, row, "exhaust")
        tell_owners(uow, "subscription_ended", key=str(charge.id))


def _words(event: PaymentMoved) -> str:
    failure = event.failure
    text = str(failure.get("code") or failure.get("message") or "failed") if isinstance(failure, dict) else failure
    return (text or "failed")[:200]
