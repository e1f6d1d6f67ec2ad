"""Use-cases of promotions. The quota is a conditional update, so the last one is never given twice (invariant 10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.models import Promotion, PromotionClaim
from mewayz_workspace.billing.rules import Special

PRICED = ("price", "percent", "free_periods")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A promotion that holds here: `fresh` ones are not taken yet. `periods` are the full periods left."""

    promotion_id: UUID
    special: Special
    periods: int
    fresh: bool


async def held(uow: UnitOfWork) -> list[Candidate]:
    """What this workspace has taken and still has periods of."""
    found = await uow.execute(_taken([uow.workspace_id]))
    return [_candidate(row[0], row.periods_left, fresh=False) for row in found]


async def specials_of(uow: UnitOfWork, workspace_ids: Collection[UUID]) -> dict[UUID, list[Special]]:
    """What each of these workspaces has taken and still has periods of; the caller lifts the tenant guard."""
    specials: dict[UUID, list[Special]] = {}
    for row in await uow.execute(_taken(workspace_ids)):
        special = _candidate(row[0], row.periods_left, fresh=False).special
        specials.setdefault(row.workspace_id, []).append(special)
    return specials


async def on_offer(
    uow: UnitOfWork, *, added: Collection[str], wanted: Collection[str], code: str | None
) -> list[Candidate]:
    """What could be taken: specials for the items that are `added`, and the code for any that is `wanted`.

    Targets are `bundle:key` and `plan:key`. 422 for a code that is unknown, over, used up or not for these items.
    """
    rows = await _open(uow, code)
    if uow.scope.workspace_id is not None:
        mine = sa.select(col(PromotionClaim.promotion_id)).where(col(PromotionClaim.state) == "used")
        taken = set(await uow.all(mine))
        if any(row.code and row.id in taken for row in rows):
            raise Unprocessable.field("/code", "promotion_used", "This code was used here before.")
        rows = [row for row in rows if row.id not in taken]
    found = [row for row in rows if row.target in (wanted if row.code else added) or (row.target == "all" and wanted)]
    if code and not any(row.code for row in found):
        raise Unprocessable.field("/code", "unknown_code", "The code does not exist, is used up or is not for this.")
    return [_candidate(row, row.periods, fresh=True) for row in found]


async def trial_days(uow: UnitOfWork, *, bundles: Sequence[str], code: str) -> tuple[UUID, int]:
    """The promotion and the length of a trial under a code, or 422."""
    targets = {f"bundle:{key}" for key in bundles} | {"all"}
    rows = [row for row in await _open(uow, code) if row.code and row.effect == "trial_days" and row.target in targets]
    if not rows:
        raise Unprocessable.field("/code", "unknown_code", "The code does not exist, is used up or is not for this.")
    return rows[0].id, rows[0].value


async def take(uow: UnitOfWork, promotion_ids: Sequence[UUID], *, change_id: UUID) -> None:
    """Claim promotions for a change; 409 `promotion_exhausted` when somebody else took the last one."""
    for promotion_id in promotion_ids:
        left = (col(Promotion.quota).is_(None)) | (col(Promotion.claimed) < col(Promotion.quota))
        change = sa.update(Promotion).where(col(Promotion.id) == promotion_id, col(Promotion.active).is_(True), left)
        change = change.values(claimed=col(Promotion.claimed) + 1)
        done = await uow.execute(change.execution_options(synchronize_session=False))
        if done.rowcount == 0:
            raise Conflict("promotion_exhausted", "The promotion is used up; take a new quote.")
        promotion = await uow.get(Promotion, promotion_id)
        uow.add(PromotionClaim(promotion_id=promotion_id, change_id=change_id, periods_left=promotion.periods))
        await uow.flush()


async def take_for_trial(uow: UnitOfWork, promotion_id: UUID) -> None:
    """A code that makes a trial longer is used at once."""
    change_id = new_id()
    await take(uow, [promotion_id], change_id=change_id)
    await use(uow, change_id)


async def give_back(uow: UnitOfWork, change_id: UUID) -> None:
    """A change came to nothing: its claims are free again."""
    held_by = (col(PromotionClaim.change_id) == change_id) & (col(PromotionClaim.state) == "held")
    for claim in await uow.all(sa.select(PromotionClaim).where(held_by)):
        less = sa.update(Promotion).where(col(Promotion.id) == claim.promotion_id, col(Promotion.claimed) > 0)
        less = less.values(claimed=col(Promotion.claimed) - 1)
        await uow.execute(less.execution_options(synchronize_session=False))
        await uow.session.delete(claim)
    await uow.flush()


async def use(uow: UnitOfWork, change_id: UUID) -> None:
    """A change was applied: its claims count from now on."""
    for claim in await uow.all(sa.select(PromotionClaim).where(col(PromotionClaim.change_id) == change_id)):
        claim.state = "used"
    await uow.flush()


async def settle(uow: UnitOfWork, *, wanted: Collection[str], period_charged: bool) -> None:
    """Count down what a full period has used; what is for items that are gone is over."""
    statement = sa.select(PromotionClaim, Promotion).join(
        Promotion, col(Promotion.id) == col(PromotionClaim.promotion_id)
    )
    used = (col(PromotionClaim.state) == "used") & (col(PromotionClaim.periods_left) > 0)
    for claim, promotion in (await uow.execute(statement.where(used))).all():
        if promotion.target != "all" and promotion.target not in wanted:
            claim.periods_left = 0
        elif period_charged:
            claim.periods_left -= 1
    await uow.flush()


async def public_specials(uow: UnitOfWork) -> Sequence[Promotion]:
    """The specials that anybody gets now, without a code."""
    return [row for row in await _open(uow, None) if row.code is None]


async def _open(uow: UnitOfWork, code: str | None) -> list[Promotion]:
    by_code = (
        col(Promotion.code).is_(None)
        if code is None
        else col(Promotion.code).is_(None) | (sa.func.lower(col(Promotion.code)) == code.lower())
    )
    statement = sa.select(Promotion).where(
        col(Promotion.active).is_(True),
        by_code,
        col(Promotion.quota).is_(None) | (col(Promotion.claimed) < col(Promotion.quota)),
        col(Promotion.starts_at).is_(None) | (col(Promotion.starts_at) <= uow.now),
        col(Promotion.ends_at).is_(None) | (col(Promotion.ends_at) > uow.now),
    )
    return list(await uow.all(statement.order_by(col(Promotion.created_at), col(Promotion.id))))


def _taken(workspace_ids: Collection[UUID]) -> Any:
    return (
        sa.select(Promotion, col(PromotionClaim.periods_left), col(PromotionClaim.workspace_id))
        .join(PromotionClaim, col(PromotionClaim.promotion_id) == col(Promotion.id))
        .where(
            col(PromotionClaim.workspace_id).in_(workspace_ids),
            col(PromotionClaim.state) == "used",
            col(PromotionClaim.periods_left) > 0,
            col(Promotion.effect).in_(PRICED),
        )
    )


def _candidate(row: Promotion, periods: int, *, fresh: bool) -> Candidate:
    special = Special(promotion=row.key, target=row.target, effect=row.effect, value=row.value, cycle=row.cycle)
    return Candidate(promotion_id=row.id, special=special, periods=periods, fresh=fresh)
