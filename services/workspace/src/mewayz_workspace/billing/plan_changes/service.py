"""Use-cases of plan changes: staff moves old subscribers to new terms, never behind their backs (invariant 11)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.billing.events import SubscriptionEvent
from mewayz_workspace.billing.plan_changes import analysis, holders
from mewayz_workspace.billing.plan_changes.models import PlanChange, PlanChangeMove
from mewayz_workspace.billing.plan_changes.schemas import PlanChangeCreate, PlanChangeRead
from mewayz_workspace.billing.states import PLAN_CHANGE
from mewayz_workspace.billing.subscription.telling import tell, tell_owners
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.models import Subscription

records = Records(PlanChange, PlanChangeRead, entity="plan_change", tells=("created", "updated"), public=False)
NOTICE = timedelta(days=30)


async def create(uow: UnitOfWork, data: PlanChangeCreate) -> PlanChange:
    """A draft; 404 for a plan, bundle or version that is not there."""
    terms = await catalogue.terms(uow, data.kind, data.key, data.to_number)
    row = PlanChange(
        kind=data.kind, key=data.key, to_number=terms.number, reason=data.reason, created_by=uow.principal.user_id
    )
    await records.create(uow, row)
    await _note(uow, row, "created", data.reason)
    return row


async def analyse(uow: UnitOfWork, plan_change_id: UUID) -> PlanChange:
    """Measure what it would do to every subscription, before anybody is told."""
    row = await records.get(uow, plan_change_id, lock=True)
    async with records.changing(uow, row):
        PLAN_CHANGE.demand(row, "analyse")
        row.analysis, row.analysed_at = await analysis.analyse(uow, row), uow.now
    await _note(uow, row, "analysed", row.reason)
    return row


async def schedule(uow: UnitOfWork, plan_change_id: UUID, effective_at: datetime) -> PlanChange:
    """Set the day and tell the owners; 422 `notice_too_short` when somebody is worse off sooner than in 30 days."""
    row = await records.get(uow, plan_change_id, lock=True)
    PLAN_CHANGE.next(row.state, "schedule")
    earliest = uow.now + NOTICE if (row.analysis or {}).get("worse_off") else uow.now
    if effective_at < earliest:
        raise Unprocessable.field("/effective_at", "notice_too_short", f"Not before {earliest:%Y-%m-%d %H:%M} UTC.")
    async with records.changing(uow, row):
        PLAN_CHANGE.demand(row, "schedule")
        row.effective_at = effective_at
    await _note(uow, row, "scheduled", row.reason)
    return row


async def begin(uow: UnitOfWork, plan_change_id: UUID, reason: str) -> PlanChange:
    """Apply it now that its day has come; 409 `notice_running` before."""
    row = await records.get(uow, plan_change_id, lock=True)
    PLAN_CHANGE.next(row.state, "apply")
    if row.effective_at is None or row.effective_at > uow.now:
        raise Conflict("notice_running", "Its day has not come yet.")
    async with records.changing(uow, row):
        PLAN_CHANGE.demand(row, "apply")
    await _note(uow, row, "applied", reason)
    return row


async def roll_back(uow: UnitOfWork, plan_change_id: UUID, reason: str) -> PlanChange:
    """Give everybody the version back that they had, and new customers the one before."""
    row = await records.get(uow, plan_change_id, lock=True)
    async with records.changing(uow, row):
        PLAN_CHANGE.demand(row, "rollback")
    offer = await catalogue.offer(uow, row.kind, row.key)
    if offer is not None and offer.current == row.to_number and row.to_number > 1:
        moved = sa.select(sa.func.max(col(PlanChangeMove.from_number)))
        before: int | None = await uow.scalar(moved.where(col(PlanChangeMove.plan_change_id) == row.id))
        offer.current = before or row.to_number - 1
    await uow.flush()
    await _note(uow, row, "rolled_back", reason)
    return row


async def cancel(uow: UnitOfWork, plan_change_id: UUID, reason: str) -> PlanChange:
    """Give it up before it is applied."""
    row = await records.get(uow, plan_change_id, lock=True)
    async with records.changing(uow, row):
        PLAN_CHANGE.demand(row, "cancel")
    await _note(uow, row, "cancelled", reason)
    return row


async def due(uow: UnitOfWork) -> list[UUID]:
    """The scheduled ones whose day has come."""
    ready = (col(PlanChange.state) == "scheduled") & (col(PlanChange.effective_at) <= uow.now)
    return list(await uow.all(sa.select(col(PlanChange.id)).where(ready)))


async def announce(uow: UnitOfWork, plan_change_id: UUID, after: UUID | None) -> UUID | None:
    """Tell the next batch of owners; answers where to go on."""
    row = await records.get(uow, plan_change_id)
    if row.state != "scheduled" or row.effective_at is None:
        return None
    rows, end = await holders.page(uow, row.kind, row.key, after=after)
    for held in rows:
        if (holders.number_held(held, row.kind, row.key) or 0) < row.to_number:
            async with uow.within(workspace_id=held.workspace_id):
                when = f"{row.effective_at:%Y-%m-%d}"
                tell_owners(
                    uow, "price_change", key=f"{row.id}:{held.workspace_id}", what=row.key, when=when, words=row.reason
                )
    return end


async def move(uow: UnitOfWork, plan_change_id: UUID, after: UUID | None) -> UUID | None:
    """Move the next batch; the last one ends the change. Each subscription once (UNIQUE)."""
    row = await records.get(uow, plan_change_id, lock=True)
    if row.state != "applying":
        return None
    rows, end = await holders.page(uow, row.kind, row.key, after=after, lock=True)
    for held in rows:
        number = holders.number_held(held, row.kind, row.key)
        if number is not None and number < row.to_number:
            uow.add(PlanChangeMove(plan_change_id=row.id, workspace_id=held.workspace_id, from_number=number))
            await _give(uow, held, row, row.to_number)
            row.moved += 1
    if end is None:
        async with records.changing(uow, row):
            PLAN_CHANGE.demand(row, "finish")
    return end


async def restore(uow: UnitOfWork, plan_change_id: UUID) -> bool:
    """Give the next batch their version back; False when nobody is left."""
    row = await records.get(uow, plan_change_id)
    waiting = (col(PlanChangeMove.plan_change_id) == row.id) & col(PlanChangeMove.rolled_back_at).is_(None)
    moves = await uow.all(
        sa.select(PlanChangeMove).where(waiting).order_by(col(PlanChangeMove.id)).limit(holders.BATCH)
    )
    for moved in moves:
        moved.rolled_back_at = uow.now
        async with uow.within(workspace_id=moved.workspace_id):
            held = await entitlements.lock(uow)
            if holders.number_held(held, row.kind, row.key) == row.to_number:
                await _give(uow, held, row, moved.from_number)
    await uow.flush()
    return bool(moves)


async def spread(uow: UnitOfWork, kind: str, key: str, after: UUID | None) -> UUID | None:
    """Limits of an offer were raised: the next batch of its holders has them at once."""
    rows, end = await holders.page(uow, kind, key, after=after)
    for held in rows:
        await entitlements.refresh_for(uow, held.workspace_id)
    return end


async def _give(uow: UnitOfWork, held: Subscription, row: PlanChange, number: int) -> None:
    async with uow.within(workspace_id=held.workspace_id):
        holders.with_number(held, row.kind, row.key, number)
        held.revision += 1
        await uow.flush()
        await entitlements.refresh(uow)
        tell(uow, SubscriptionEvent, held)


async def _note(uow: UnitOfWork, row: PlanChange, verb: str, reason: str) -> None:
    about: dict[str, Any] = {"kind": row.kind, "key": row.key, "to_number": row.to_number, "state": row.state}
    await audit.note_staff(
        uow,
        action=f"workspace.plan_change.{verb}",
        target_type="plan_change",
        target_id=row.id,
        reason=reason,
        changes={"plan_change": {"before": None, "after": about}},
    )
