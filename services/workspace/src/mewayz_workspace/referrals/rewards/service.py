"""Use-cases of rewards: earned by something that was paid, held, credited, taken back."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.ids import new_id
from mewayz_kit.money import Money
from mewayz_kit.paging import ListQuery
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.state import Outcome
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.referrals.attributions import service as attributions
from mewayz_workspace.referrals.models import Attribution, ReferralCode, Reward, TakenBack
from mewayz_workspace.referrals.programs import service as programs
from mewayz_workspace.referrals.rewards import prints
from mewayz_workspace.referrals.rewards.events import RewardApproved, RewardClawedBack
from mewayz_workspace.referrals.rewards.schemas import RewardRead, StaffRewardRead
from mewayz_workspace.referrals.rules import FIRST, REWARD, Rule, earned, kept, rules_of
from mewayz_workspace.workspaces import service as workspaces

BATCH = 200
SAME_CARD = "both have paid by one payment method"
UNSOUND = "the referral did not hold"
records = Records(Reward, RewardRead, entity="reward", tells=())
staff_records = Records(Reward, StaffRewardRead, entity="reward", tells=())


async def workspace_paid(
    uow: UnitOfWork, *, trigger: str, source_ref: str, paid: Money, fingerprint: str | None = None
) -> None:
    """The present workspace paid the platform: whoever brought its owner may have earned something.

    A payment method that the one who brought has paid with as well looks like one person, so staff looks first.
    """
    owner = (await workspaces.get(uow, uow.workspace_id)).primary_owner_id
    seen = await prints.keep(uow, fingerprint) if fingerprint else None
    for row in await attributions.of_user(uow, owner):
        async with uow.within(workspace_id=row.workspace_id):
            await _earn(uow, row, trigger=trigger, source_ref=source_ref, paid=paid)
            if seen is not None and await prints.is_known(uow, seen):
                await attributions.flag(uow, row, SAME_CARD)


async def customer_paid(uow: UnitOfWork, *, email: str | None, code: str | None, source_ref: str, paid: Money) -> None:
    """A customer of the present workspace paid an order, perhaps with a code, perhaps brought before."""
    if not email:
        return
    row = await attributions.bought(uow, email=email, code=code) if code else None
    row = row or await attributions.of_customer(uow, email)
    if row is not None:
        await _earn(uow, row, trigger="order", source_ref=source_ref, paid=paid)


async def taken_back(uow: UnitOfWork, *, source_ref: str, reason: str) -> None:
    """What was paid was refunded or is disputed: its rewards end, also one whose event comes only later."""
    await uow.execute(insert_ignore(uow.runtime.db.dialect, TakenBack).values(source_ref=source_ref, at=uow.now))
    with uow.unscoped("a refund names what was paid, not who earned by it"):
        rows: Sequence[Reward] = await uow.all(
            sa.select(Reward).where(col(Reward.source_ref) == source_ref).with_for_update()
        )
    for row in rows:
        await _end(uow, row, reason)


async def approve_due(uow: UnitOfWork) -> int:
    """Approve the rewards whose hold is over, if the referral still holds; answers how many were looked at."""
    with uow.unscoped("the holds of every workspace end by the clock"):
        due: Sequence[Reward] = await uow.all(
            sa.select(Reward)
            .where(col(Reward.state) == "pending", col(Reward.approve_at) <= uow.now)
            .order_by(col(Reward.approve_at))
            .limit(BATCH)
            .with_for_update()
        )
    for row in due:
        async with uow.within(workspace_id=row.workspace_id):
            if await attributions.is_flagged(uow, row.attribution_id):
                row.approve_at = uow.now + timedelta(days=1)
            elif await attributions.is_sound(uow, row.attribution_id):
                await _approve(uow, row)
            else:
                await _end(uow, row, UNSOUND)
    return len(due)


async def wallet_moved(uow: UnitOfWork, reward_id: UUID, trigger: str) -> None:
    """Finance has credited a reward, or reversed the credit; repeated and late news change nothing."""
    with uow.unscoped("finance names the reward alone"):
        row = await uow.find(Reward, reward_id, lock=True)
        if row is not None:
            REWARD.move(row, trigger)
            await uow.flush()


async def page(uow: UnitOfWork, query: ListQuery) -> Page[StaffRewardRead]:
    """Rewards of every workspace, for staff."""
    with uow.unscoped("staff reviews rewards"):
        return await staff_records.page(uow, query)


async def claw_back(uow: UnitOfWork, reward_id: UUID, reason: str) -> StaffRewardRead:
    """Staff takes a reward back; one that is booked is reversed by finance first."""
    with uow.unscoped("staff reviews rewards"):
        row = await records.get(uow, reward_id, lock=True)
    if row.state != "booked":
        REWARD.next(row.state, "take_back")
    before = row.state
    await _end(uow, row, reason)
    async with uow.within(workspace_id=row.workspace_id):
        await audit.note_staff(
            uow,
            action="workspace.reward.clawed_back",
            target_type="reward",
            target_id=row.id,
            reason=reason,
            changes={"state": {"before": before, "after": row.state}},
        )
        return await staff_records.show_one(uow, row)


async def _earn(uow: UnitOfWork, row: Attribution, *, trigger: str, source_ref: str, paid: Money) -> None:
    """One reward per (attribution, rule, trigger): the unique key decides; the code's row guards the cap."""
    program = await programs.find(uow, row.program_id, row.kind)
    if row.state == "rejected" or program is None or not program.active or paid.amount <= 0:
        return
    await attributions.qualify(uow, row)
    gone = sa.select(col(TakenBack.source_ref)).where(col(TakenBack.source_ref) == source_ref)
    if await uow.scalar(gone) is not None:
        return
    for rule in rules_of(program.rules):
        if rule.trigger == trigger and await _may_earn(uow, row.code_id, program.max_rewards):
            amount = earned(rule, paid, program.max_amount)
            made = await _insert(uow, row, rule, source_ref, amount, program)
            await _count(uow, row.code_id, made)


async def _insert(
    uow: UnitOfWork, row: Attribution, rule: Rule, source_ref: str, amount: Money, program: programs.Program
) -> int:
    """The reward, unless there is one for this trigger; answers how many were made."""
    fee = kept(amount, program.kept_bp)
    values = {
        "id": new_id(),
        "version": 1,
        "created_at": uow.now,
        "updated_at": uow.now,
        "workspace_id": row.workspace_id,
        "attribution_id": row.id,
        "program_id": row.program_id,
        "kind": row.kind,
        "code_id": row.code_id,
        "rule": rule.key,
        "trigger_ref": FIRST if rule.first_only else source_ref,
        "source_ref": source_ref,
        "amount_amount": amount.amount - fee,
        "amount_currency": amount.currency,
        "kept_amount": fee,
        "state": "pending",
        "approve_at": uow.now + timedelta(days=program.hold_days),
    }
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Reward).values(**values))
    made: int = await uow.scalar(sa.select(sa.func.count(col(Reward.id))).where(col(Reward.id) == values["id"]))
    return made


async def _may_earn(uow: UnitOfWork, code_id: UUID, most: int | None) -> bool:
    """Whether the code is below its cap; its row is held until the reward is counted."""
    held = sa.select(col(ReferralCode.rewarded)).where(col(ReferralCode.id) == code_id).with_for_update()
    rewarded: int = await uow.scalar(held)
    return most is None or rewarded < most


async def _count(uow: UnitOfWork, code_id: UUID, made: int) -> None:
    change = sa.update(ReferralCode).where(col(ReferralCode.id) == code_id)
    counted = change.values(rewarded=col(ReferralCode.rewarded) + made)
    await uow.execute(counted.execution_options(synchronize_session=False))


async def _approve(uow: UnitOfWork, row: Reward) -> None:
    REWARD.move(row, "approve")
    row.approved_at = uow.now
    await uow.flush()
    code = await uow.get(ReferralCode, row.code_id)
    uow.publish(
        RewardApproved(
            id=row.id,
            workspace_id=row.workspace_id,
            program_id=row.program_id,
            kind=row.kind,
            amount=row.amount,
            kept=row.kept_amount,
            payer_workspace_id=row.workspace_id if row.kind == "customer" else None,
            beneficiary_email=code.referrer_email,
            source_ref=row.source_ref,
        )
    )


async def _end(uow: UnitOfWork, row: Reward, reason: str) -> None:
    """Take a reward back once; finance hears of one it may have credited, and a booked one waits for its word."""
    if row.taken_back_at is not None or row.state == "reversed":
        return
    heard = row.state in {"approved", "booked"}
    if row.state != "booked" and REWARD.move(row, "take_back") is not Outcome.MOVED:
        return
    row.taken_back_at, row.reason = uow.now, reason
    async with uow.within(workspace_id=row.workspace_id):
        await uow.flush()
        if heard:
            uow.publish(
                RewardClawedBack(
                    id=row.id,
                    workspace_id=row.workspace_id,
                    program_id=row.program_id,
                    kind=row.kind,
                    amount=row.amount,
                    reason=reason,
                )
            )
