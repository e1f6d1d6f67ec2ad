"""What the clock does to a subscription: one workspace at a time, and harmless when nothing is due any more."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import col

from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.charges import service as charges
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.quotes import choices
from mewayz_workspace.billing.quotes import service as quotes
from mewayz_workspace.billing.rules import total
from mewayz_workspace.billing.subscription import applying, queries, service
from mewayz_workspace.billing.subscription.telling import tell_owners
from mewayz_workspace.entitlements.models import Subscription
from mewayz_workspace.workspaces import service as workspaces


class Due(BaseModel):
    """A workspace whose subscription has something due."""

    workspace_id: UUID


async def due(uow: UnitOfWork) -> Sequence[UUID]:
    """The workspaces in which something is due now."""
    with uow.unscoped("subscriptions move by the clock, in every workspace"):
        statement = sa.select(col(Subscription.workspace_id)).where(col(Subscription.due_at) <= uow.now)
        found: Sequence[UUID] = await uow.all(statement.order_by(col(Subscription.due_at)).limit(200))
    return found


async def advance(uow: UnitOfWork) -> None:
    """Do what is due in the present workspace."""
    row = await applying.locked(uow)
    await _expire_unpaid(uow, row)
    if row.state == "trialing":
        await _look_at_trial(uow, row)
    elif row.state == "paused":
        if row.pause_until is not None and row.pause_until <= uow.now:
            await service.end_pause(uow, row)
            tell_owners(uow, "subscription_resumed", key=f"{uow.workspace_id}:{uow.now.date()}")
    elif row.state in {"active", "past_due"} and row.period_end is not None and row.period_end <= uow.now:
        await _end_period(uow, row)
    await applying.set_due(uow, row)


async def _expire_unpaid(uow: UnitOfWork, row: Subscription) -> None:
    change = await queries.pending(uow)
    charge = await charges.of_change(uow, change.id) if change is not None else None
    if change is not None and charge is not None and charge.expires_at is not None and charge.expires_at <= uow.now:
        await applying.expire(uow, row, change)


async def _look_at_trial(uow: UnitOfWork, row: Subscription) -> None:
    ends = row.trial_ends_at
    if ends is None:
        return
    if ends <= uow.now:
        change = await queries.scheduled(uow)
        if change is not None:
            await applying.apply(uow, row, change)
        else:
            await applying.fall_back(uow, row, "end")
        tell_owners(uow, "trial_ended", key=f"{uow.workspace_id}:{ends.date()}")
    elif row.trial_reminded_at is None:
        row.trial_reminded_at = uow.now
        tell_owners(uow, "trial_ending", key=f"{uow.workspace_id}:{ends.date()}", when=f"{ends:%Y-%m-%d %H:%M} UTC")


async def _end_period(uow: UnitOfWork, row: Subscription) -> None:
    """What was scheduled takes place; then the next period begins and is charged, once (UNIQUE).

    Nobody pays on for a workspace that is closed.
    """
    if (await workspaces.get(uow, uow.workspace_id)).status not in {"active", "suspended"}:
        await applying.fall_back(uow, row, "end")
        return
    change = await queries.scheduled(uow)
    if change is not None:
        cancelled = change.quote_id is None
        await applying.apply(uow, row, change)
        if cancelled:
            tell_owners(uow, "subscription_ended", key=str(change.id))
    if row.state not in {"active", "past_due"} or row.period_end is None or row.anchor_day is None:
        return
    choice, lines = await quotes.renewal(uow, row)
    start = row.period_end
    applying.begin_period(row, start, anchor=row.anchor_day)
    row.revision += 1
    row.paid_features = list(choice.counted)
    amount = total(lines)
    if amount > 0:
        await charges.open_charge(
            uow,
            reason="renewal",
            period_key=start.date().isoformat(),
            total=Money(amount=amount, currency=choice.currency),
            lines=choices.lines_json(lines),
            period=(row.period_start, row.period_end),
        )
    else:
        await promotions.settle(uow, wanted=choice.targets, period_charged=True)
