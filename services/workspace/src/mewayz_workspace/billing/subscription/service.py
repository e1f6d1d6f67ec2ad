"""Use-cases of the subscription. Every one first locks its row, so changes follow each other."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.errors import Conflict, InvalidTransition, PaymentRequired
from mewayz_kit.money import Money
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.charges import service as charges
from mewayz_workspace.billing.events import SubscriptionCancelled, SubscriptionEvent
from mewayz_workspace.billing.models import Quote, SubscriptionChange
from mewayz_workspace.billing.periods import CHECKOUT_LIFE
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.quotes import choices
from mewayz_workspace.billing.quotes import service as quotes
from mewayz_workspace.billing.quotes.schemas import DiscountShown, LineShown
from mewayz_workspace.billing.rules import discounts, total
from mewayz_workspace.billing.states import CHANGE, SUBSCRIPTION
from mewayz_workspace.billing.subscription import applying, queries
from mewayz_workspace.billing.subscription.schemas import (
    Cancel,
    ChangeRead,
    ChargeDueShown,
    Confirmed,
    ItemShown,
    SubscriptionShown,
)
from mewayz_workspace.billing.subscription.telling import tell
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.models import Subscription

changes = Records(SubscriptionChange, ChangeRead, entity="subscription_change", tells=())
FROM = {"checkout": ("free", "incomplete", "trialing"), "change": ("active",)}
"""Which states the two ways to confirm a quote begin in."""


async def show(uow: UnitOfWork) -> SubscriptionShown:
    """The subscription with what its next period costs."""
    row: Subscription = await uow.scalar(sa.select(Subscription))
    choice, lines = await quotes.renewal(uow, row)
    pending, scheduled = await queries.pending(uow), await queries.scheduled(uow)
    items = [ItemShown(kind="plan", key=row.plan, version=row.plan_number)]
    items += [ItemShown(kind="bundle", key=str(b["key"]), version=int(b["version"])) for b in row.bundles]
    about = row.model_dump(include=set(SubscriptionShown.model_fields) - {"items"})
    return SubscriptionShown(
        **about,
        items=items,
        lines=[LineShown.model_validate(line) for line in lines],
        discounts=[DiscountShown(**found) for found in discounts(lines)],
        total_renewal=Money(amount=total(lines), currency=choice.currency),
        pending_change_id=pending.id if pending else None,
        scheduled_change_id=scheduled.id if scheduled else None,
    )


async def confirm(uow: UnitOfWork, quote_id: UUID, kind: str) -> SubscriptionChange:
    """Accept a quote: charge it, schedule it, or (when nothing is due) apply it. The same quote again is the same
    change. What waited for its payment before is void: the newer wish counts.
    """
    row = await applying.locked(uow)
    if (known := await queries.of_quote(uow, quote_id)) is not None:
        return known
    if row.state not in FROM[kind]:
        raise InvalidTransition("subscription", row.state, kind)
    quote = await quotes.for_confirmation(uow, quote_id, row)
    return await confirm_quote(uow, row, quote, kind)


async def confirm_quote(uow: UnitOfWork, row: Subscription, quote: Quote, kind: str) -> SubscriptionChange:
    """`confirm` for a quote that has been checked; the row is locked."""
    if (before := await queries.pending(uow)) is not None:
        await applying.expire(uow, row, before)
    change = uow.add(SubscriptionChange(kind=kind, quote_id=quote.id, requested_by=uow.principal.user_id))
    await uow.flush()
    await promotions.take(uow, [UUID(claim) for claim in quote.claims], change_id=change.id)
    if quote.effective == "period_end":
        await _schedule(uow, row, change)
    elif quote.total_now_amount > 0:
        await _charge(uow, row, change, quote)
    else:
        await applying.apply(uow, row, change)
    return change


async def confirmed(uow: UnitOfWork, change: SubscriptionChange) -> Confirmed:
    """A change as it is answered."""
    row: Subscription = await uow.scalar(sa.select(Subscription))
    charge = await charges.of_change(uow, change.id)
    due = None
    if charge is not None:
        due = ChargeDueShown(
            id=charge.id,
            state=charge.state,
            total=charge.total,
            payment=charge.payment,
            expires_at=charge.expires_at,
        )
    return Confirmed(change=ChangeRead.model_validate(change), charge=due, subscription_state=row.state)


async def cancel(uow: UnitOfWork, data: Cancel) -> SubscriptionChange:
    """End it at the end of the period; an unpaid checkout is void at once."""
    row = await applying.locked(uow)
    pending = await queries.pending(uow)
    if row.state == "incomplete" and pending is not None:
        await applying.expire(uow, row, pending)
        return pending
    if row.state not in {"trialing", "active", "past_due"} or row.cancel_at is not None:
        raise InvalidTransition("subscription", row.state, "cancel")
    if pending is not None:
        await applying.expire(uow, row, pending)
    change = SubscriptionChange(
        kind="cancel", requested_by=uow.principal.user_id, reason=data.reason, comment=data.comment
    )
    uow.add(change)
    await uow.flush()
    await _schedule(uow, row, change)
    row.cancel_at = change.effective_at
    await uow.flush()
    tell(uow, SubscriptionCancelled, row, change_id=change.id)
    return change


async def resume(uow: UnitOfWork) -> None:
    """Take a cancellation back, or end a pause."""
    row = await applying.locked(uow)
    if row.cancel_at is not None:
        await queries.unschedule(uow)
        row.cancel_at = None
        await uow.flush()
        tell(uow, SubscriptionEvent, row)
        return
    await end_pause(uow, row)


async def end_pause(uow: UnitOfWork, row: Subscription) -> None:
    """Paused → active; the time that was paid for and not used is put behind."""
    SUBSCRIPTION.demand(row, "resume")
    if row.paused_at is not None and row.period_end is not None:
        row.period_end += uow.now - row.paused_at
        row.anchor_day = row.period_end.day
    row.paused_at = row.pause_until = None
    row.revision += 1
    await applying.set_due(uow, row)
    await entitlements.refresh(uow)
    tell(uow, SubscriptionEvent, row)


async def pause(uow: UnitOfWork, days: int) -> None:
    """Stop paying and using it for a while; what exceeds the free plan freezes until it goes on."""
    row = await applying.locked(uow)
    if row.cancel_at is not None:
        raise Conflict("cancellation_pending", "The subscription ends soon; resume it before you pause it.")
    if (pending := await queries.pending(uow)) is not None:
        await applying.expire(uow, row, pending)
    SUBSCRIPTION.demand(row, "pause")
    if await charges.unpaid_renewals(uow):
        raise PaymentRequired("payment_required", "The present period is not paid yet.")
    row.paused_at, row.pause_until = uow.now, uow.now + timedelta(days=days)
    row.revision += 1
    await applying.set_due(uow, row)
    await entitlements.refresh(uow)
    tell(uow, SubscriptionEvent, row)


async def cancel_scheduled(uow: UnitOfWork, change_id: UUID) -> SubscriptionChange:
    """Take a scheduled change back before its day."""
    row = await applying.locked(uow)
    change = await changes.get(uow, change_id)
    CHANGE.next(change.state, "cancel")
    await queries.unschedule(uow)
    row.cancel_at = None
    await uow.flush()
    return change


async def choice_of(uow: UnitOfWork, row: Subscription) -> choices.Choice:
    """What the subscription holds, as the price rule takes it."""
    return await choices.present(uow, row)


async def _schedule(uow: UnitOfWork, row: Subscription, change: SubscriptionChange) -> None:
    await queries.unschedule(uow)
    CHANGE.demand(change, "schedule")
    change.open_key = queries.SCHEDULED
    change.effective_at = row.trial_ends_at if row.state == "trialing" else row.period_end
    row.cancel_at = None
    await uow.flush()


async def _charge(uow: UnitOfWork, row: Subscription, change: SubscriptionChange, quote: Quote) -> None:
    CHANGE.demand(change, "charge")
    change.open_key = queries.PENDING
    if row.state == "free":
        SUBSCRIPTION.demand(row, "checkout")
    await uow.flush()
    await charges.open_charge(
        uow,
        reason=change.kind,
        period_key=str(change.id),
        total=quote.total_now,
        lines=quote.lines,
        change_id=change.id,
        expires_at=uow.now + CHECKOUT_LIFE,
    )
    await applying.set_due(uow, row)
