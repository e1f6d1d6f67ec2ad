"""How the subscription row moves: a change takes place, a trial or a period ends. The caller holds the row."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.charges import service as charges
from mewayz_workspace.billing.events import SubscriptionActivated, SubscriptionEnded, SubscriptionEvent
from mewayz_workspace.billing.models import Quote, SubscriptionChange
from mewayz_workspace.billing.periods import TRIAL_REMINDER, next_period
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.quotes import choices
from mewayz_workspace.billing.states import CHANGE, SUBSCRIPTION
from mewayz_workspace.billing.subscription import queries
from mewayz_workspace.billing.subscription.telling import tell
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.goals import service as goals
from mewayz_workspace.entitlements.models import Subscription


async def apply(uow: UnitOfWork, row: Subscription, change: SubscriptionChange) -> None:
    """A change takes place: choice, period, promotions, entitlements and events in one transaction."""
    quote = await uow.get(Quote, change.quote_id) if change.quote_id else None
    CHANGE.demand(change, "apply")
    change.open_key, change.ended_at = None, uow.now
    await uow.flush()
    await queries.unschedule(uow)
    if quote is None:
        await fall_back(uow, row, "end", change_id=change.id)
        return
    free = quote.plan == "free" and not quote.bundles
    if free and row.state in {"active", "past_due"}:
        await _choose(uow, quote)
        await fall_back(uow, row, "end", change_id=change.id)
        return
    first = row.state not in {"active", "past_due"}
    if not free:
        _activate(row)
    row.plan, row.plan_number, row.bundles = quote.plan, quote.plan_number, quote.bundle_versions
    row.cycle, row.cancel_at = quote.cycle, None
    row.revision += 1
    if quote.fresh and not free:
        begin_period(row, uow.now, anchor=uow.now.day)
    await _choose(uow, quote)
    choice = await choices.present(uow, row)
    row.paid_features = list(choice.counted)
    await promotions.use(uow, change.id)
    await promotions.settle(uow, wanted=choice.targets, period_charged=quote.fresh)
    await set_due(uow, row)
    await entitlements.refresh(uow)
    tell(uow, SubscriptionActivated if first and not free else SubscriptionEvent, row, change_id=change.id)


async def fall_back(uow: UnitOfWork, row: Subscription, trigger: str, *, change_id: UUID | None = None) -> None:
    """Back to the free plan: nothing is deleted, what exceeds it freezes (invariant 9)."""
    SUBSCRIPTION.demand(row, trigger)
    await queries.unschedule(uow)
    row.plan, row.plan_number = "free", (await catalogue.terms(uow, "plan", "free")).number
    row.bundles, row.paid_features = [], None
    row.period_start = row.period_end = row.cancel_at = row.trial_ends_at = row.trial_reminded_at = None
    row.anchor_day = row.paused_at = row.pause_until = None
    row.cycle = "month"
    row.revision += 1
    await promotions.settle(uow, wanted=(), period_charged=False)
    for charge in await charges.unpaid_renewals(uow):
        await charges.void(uow, charge)
    await set_due(uow, row)
    await entitlements.refresh(uow)
    tell(uow, SubscriptionEnded, row, change_id=change_id)


def begin_period(row: Subscription, start: datetime, *, anchor: int) -> None:
    """The period that begins at `start` is the present one."""
    row.anchor_day, row.period_start = anchor, start
    row.period_end = next_period(start, row.cycle, anchor)


async def set_due(uow: UnitOfWork, row: Subscription) -> None:
    """When the clock has to look at this subscription next."""
    pending = await queries.pending(uow)
    moments: list[datetime | None] = [row.pause_until if row.state == "paused" else row.period_end]
    if row.state == "trialing" and row.trial_ends_at is not None:
        reminder = row.trial_ends_at - TRIAL_REMINDER
        moments = [row.trial_ends_at if row.trial_reminded_at else max(reminder, uow.now + timedelta(minutes=1))]
    if pending is not None:
        charge = await charges.of_change(uow, pending.id)
        moments.append(charge.expires_at if charge is not None else None)
    row.due_at = min((moment for moment in moments if moment is not None), default=None)
    await uow.flush()


def _activate(row: Subscription) -> None:
    if row.state == "free":
        SUBSCRIPTION.demand(row, "checkout")
    SUBSCRIPTION.demand(row, "pay")
    row.trial_ends_at = row.trial_reminded_at = None


async def _choose(uow: UnitOfWork, quote: Quote) -> None:
    if quote.goals:
        slugs = [str(goal["slug"]) for goal in quote.goals]
        await goals.store(uow, slugs, next(str(goal["slug"]) for goal in quote.goals if goal["primary"]))
    await entitlements.store_choice(uow, quote.features)


async def expire(uow: UnitOfWork, row: Subscription, change: SubscriptionChange) -> None:
    """A change that was not paid: its charge is void, its promotions are free, the subscription as it was."""
    if CHANGE.move(change, "expire") != "moved":
        return
    change.open_key, change.ended_at = None, uow.now
    await uow.flush()
    charge = await charges.of_change(uow, change.id)
    if charge is not None:
        await charges.void(uow, charge)
    await promotions.give_back(uow, change.id)
    if row.state == "incomplete":
        SUBSCRIPTION.demand(row, "abandon")
    await set_due(uow, row)


async def locked(uow: UnitOfWork) -> Subscription:
    """The subscription row, fresh and held."""
    statement = sa.select(Subscription).with_for_update().execution_options(populate_existing=True)
    row: Subscription = await uow.scalar(statement.where(col(Subscription.workspace_id) == uow.workspace_id))
    return row
