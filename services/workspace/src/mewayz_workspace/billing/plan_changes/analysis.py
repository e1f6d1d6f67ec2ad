"""What a plan change would do, measured on every subscription it touches."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.plan_changes import holders
from mewayz_workspace.billing.plan_changes.models import PlanChange
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.quotes import choices
from mewayz_workspace.billing.quotes import service as quotes
from mewayz_workspace.billing.rules import Terms, total
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.catalogue.models import OfferVersion
from mewayz_workspace.entitlements.models import Subscription
from mewayz_workspace.usage.models import UsageCounter
from mewayz_workspace.usage.rules import UNLIMITED, limit_of

SHOWN = 200


async def analyse(uow: UnitOfWork, change: PlanChange) -> dict[str, Any]:
    """The analysis as it is stored."""
    terms = await catalogue.terms(uow, change.kind, change.key, change.to_number)
    found: dict[str, Any] = {
        "subscriptions": 0, "before_amount": 0, "after_amount": 0, "currency": terms.currency,
        "worse_off": 0, "over_limit": 0, "lowered": set(), "items": [],
    }  # fmt: skip
    after: UUID | None = None
    while True:
        rows, after = await holders.page(uow, change.kind, change.key, after=after)
        for row in rows:
            number = holders.number_held(row, change.kind, change.key)
            if number is not None and number < change.to_number:
                await _count(uow, found, change, row, number, terms)
        if after is None:
            return found | {"lowered": sorted(found["lowered"])}


async def _count(
    uow: UnitOfWork, found: dict[str, Any], change: PlanChange, row: Subscription, number: int, terms: OfferVersion
) -> None:
    async with uow.within(workspace_id=row.workspace_id):
        before, after = await _totals(uow, change, row, terms)
        own = (await catalogue.terms(uow, change.kind, change.key, number)).limits
        lowered = {metric: value for metric, value in terms.limits.items() if _less(value, own.get(metric, 0))}
        over = [
            counter.metric
            for counter in await uow.all(sa.select(UsageCounter))
            if counter.metric in lowered and counter.used > limit_of(counter.metric, lowered)
        ]
    found["subscriptions"] += 1
    found["before_amount"] += before
    found["after_amount"] += after
    found["worse_off"] += after > before or bool(lowered)
    found["over_limit"] += bool(over)
    found["lowered"] |= set(lowered)
    if len(found["items"]) < SHOWN:
        about = {"workspace_id": str(row.workspace_id), "state": row.state, "cycle": row.cycle, "from_number": number}
        found["items"].append(about | {"before_amount": before, "after_amount": after, "over": over})


async def _totals(uow: UnitOfWork, change: PlanChange, row: Subscription, terms: OfferVersion) -> tuple[int, int]:
    """What a period costs on the version held and on the new one."""
    choice = await choices.present(uow, row)
    new = Terms(change.key, terms.number, terms.pricing, terms.month_amount, terms.year_amount)
    if change.kind == "plan":
        moved = replace(choice, plan=new if choice.plan.key == change.key else choice.plan)
    else:
        moved = replace(choice, bundles=tuple([new if b.key == change.key else b for b in choice.bundles]))
    specials = [held.special for held in await promotions.held(uow)] + await quotes.staff_discounts(uow)
    return total(choice.priced(specials)), total(moved.priced(specials))


def _less(new: int, old: int) -> bool:
    return new != UNLIMITED and (old == UNLIMITED or new < old)
