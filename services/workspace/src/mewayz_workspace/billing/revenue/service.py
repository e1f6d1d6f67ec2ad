"""Use-cases of recurring revenue. A page of subscriptions costs two queries, however many workspaces there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.money import Money, round_half_away
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.quotes import choices
from mewayz_workspace.billing.quotes import service as quotes
from mewayz_workspace.billing.rules import Special, Terms, per_month, price, total
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.models import Entitlements, Subscription

PAYING = ("active", "past_due")
"""States in which a next period is charged (workspace.md §4)."""
PAGE = 500


@dataclass(slots=True)
class Monthly:
    """What the subscriptions in one currency bring: minor units a month, exactly, and how many they are."""

    exact: Fraction = field(default_factory=Fraction)
    subscriptions: int = 0

    def money(self, currency: str) -> Money:
        """The amount as it is shown."""
        return Money(amount=round_half_away(self.exact), currency=currency)


async def monthly(uow: UnitOfWork) -> Mapping[str, Monthly]:
    """Monthly recurring revenue by currency: the next renewals of all paying subscriptions as their owners see them,
    yearly ones by the twelfth part; each currency is rounded once.

    Trials, pauses and free subscriptions bring nothing, and so does a share of revenue before finance has billed it.
    The caller lifts the tenant guard.
    """
    terms = await catalogue.every_version(uow)
    given: defaultdict[UUID, list[Special]] = defaultdict(list)
    for override in await entitlements.live_overrides(uow, kind="discount"):
        given[override.workspace_id].append(quotes.discount_of(override))
    found: defaultdict[str, Monthly] = defaultdict(Monthly)
    after: UUID | None = None
    while rows := await _page(uow, after):
        after = rows[-1].workspace_id
        taken = await promotions.specials_of(uow, [row.workspace_id for row in rows])
        for row in rows:
            plan = terms["plan", row.plan, row.plan_number]
            specials = [*taken.get(row.workspace_id, ()), *given.get(row.workspace_id, ())]
            amount = _renewal(row, terms, specials)
            if amount:
                found[plan.currency].exact += per_month(amount, row.cycle)
                found[plan.currency].subscriptions += 1
    return found


def _renewal(row: Any, terms: Mapping[tuple[str, str, int], Any], specials: Sequence[Special]) -> int:
    def held(kind: str, key: str, number: int) -> Terms:
        return choices.terms_of(key, terms[kind, key, number])

    bundles = [held("bundle", str(bundle["key"]), int(bundle["version"])) for bundle in row.bundles]
    return total(price(held("plan", row.plan, row.plan_number), row.counted, bundles, row.cycle, specials))


async def _page(uow: UnitOfWork, after: UUID | None) -> Sequence[Any]:
    """The next paying subscriptions with the features that they count."""
    key = col(Subscription.workspace_id)
    shown = (key, Subscription.plan, Subscription.plan_number, Subscription.bundles, Subscription.cycle)
    statement: sa.Select[Any] = (
        sa.select(*shown, col(Entitlements.counted))  # type: ignore[call-overload]
        .join(Entitlements, col(Entitlements.workspace_id) == key)
        .where(col(Subscription.state).in_(PAYING))
        .order_by(key)
        .limit(PAGE)
    )
    if after is not None:
        statement = statement.where(key > after)
    return list((await uow.execute(statement)).all())
