"""Timers of subscriptions, and what finance says."""

from mewayz_kit.events import every, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.events import (
    DunningMoved,
    PaymentDisputed,
    PaymentMoved,
    RefundSucceeded,
    RevenueShareBillIssued,
)
from mewayz_workspace.billing.quotes import service as quotes
from mewayz_workspace.billing.subscription import clockwork, payments
from mewayz_workspace.billing.subscription.clockwork import Due

OURS = ("subscription", "revenue_share")


@every("5m")
async def move_subscriptions(uow: UnitOfWork) -> None:
    """Each workspace with something due gets a job of its own, so that one failure holds up nobody else."""
    for workspace_id in await clockwork.due(uow):
        async with uow.within(workspace_id=workspace_id):
            uow.enqueue(move_subscription, Due(workspace_id=workspace_id), key=str(workspace_id))


@job(held=False)
async def move_subscription(data: Due, uow: UnitOfWork) -> None:
    """Renewal, end of a trial or pause, a scheduled change, an unpaid checkout."""
    async with uow.within(workspace_id=data.workspace_id):
        await clockwork.advance(uow)


@every("1h")
async def forget_old_quotes(work: Work) -> None:
    """Quotes are kept an hour unless they were confirmed."""
    await quotes.forget_old(work)


@on("finance.payment.requires_action.v1")
async def offer_next_action(event: PaymentMoved, uow: UnitOfWork) -> None:
    """The payer has to do something: the charge shows what."""
    if event.purpose in OURS:
        await payments.moved(uow, event, "requires_action")


@on(PaymentMoved)
async def take_payment(event: PaymentMoved, uow: UnitOfWork) -> None:
    """Money has come for one of our charges."""
    if event.purpose in OURS:
        await payments.moved(uow, event, "succeeded")


@on("finance.payment.failed.v1", "finance.payment.canceled.v1", "finance.payment.expired.v1")
async def note_failed_payment(event: PaymentMoved, uow: UnitOfWork) -> None:
    """No money will come by this payment."""
    if event.purpose in OURS:
        await payments.moved(uow, event, "failed")


@on(DunningMoved)
async def note_failed_attempt(event: DunningMoved, uow: UnitOfWork) -> None:
    """Finance could not collect a renewal again."""
    if event.purpose in OURS:
        await payments.dunned(uow, event.reference_id, event.payment_id, "attempt_failed")


@on("finance.dunning.recovered.v1")
async def take_recovered_payment(event: DunningMoved, uow: UnitOfWork) -> None:
    """Finance has collected a failed renewal."""
    if event.purpose in OURS:
        await payments.dunned(uow, event.reference_id, event.payment_id, "recovered")


@on("finance.dunning.exhausted.v1")
async def give_up_renewal(event: DunningMoved, uow: UnitOfWork) -> None:
    """Finance has given up."""
    if event.purpose in OURS:
        await payments.dunned(uow, event.reference_id, event.payment_id, "exhausted")


@on(RefundSucceeded)
async def follow_refund(event: RefundSucceeded, uow: UnitOfWork) -> None:
    """Money of a charge went back."""
    if event.purpose in OURS:
        await payments.refunded(uow, event)


@on(PaymentDisputed)
async def follow_dispute(event: PaymentDisputed, uow: UnitOfWork) -> None:
    """A charge is disputed."""
    if event.purpose in OURS:
        await payments.disputed(uow, event.reference_id)


@on(RevenueShareBillIssued)
async def show_revenue_bill(event: RevenueShareBillIssued, uow: UnitOfWork) -> None:
    """The monthly bill of the enterprise bundle."""
    await payments.billed(uow, event)
