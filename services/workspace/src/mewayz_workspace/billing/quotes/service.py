"""Use-cases of quotes: the one place where what a client wants becomes an amount."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Gone
from mewayz_kit.inbox import Work
from mewayz_kit.money import Money
from mewayz_kit.records import Records
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.models import Quote, SubscriptionChange
from mewayz_workspace.billing.periods import QUOTE_LIFE, Move, Standing, weigh
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.promotions.service import Candidate
from mewayz_workspace.billing.quotes import choices
from mewayz_workspace.billing.quotes.choices import Choice
from mewayz_workspace.billing.quotes.schemas import (
    DiscountShown,
    LineShown,
    PublicQuoteCreate,
    PublicQuoteRead,
    QuoteCreate,
    QuoteRead,
)
from mewayz_workspace.billing.rules import Line, Special, discounts, total
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.features import checks
from mewayz_workspace.entitlements.goals import queries as goals
from mewayz_workspace.entitlements.models import Override, Subscription

records = Records(Quote, QuoteRead, entity="quote", tells=("created",), public=False)
STAFF_DISCOUNT = "staff_discount"


@dataclass(frozen=True, slots=True)
class Priced:
    """A choice with its price: the lines of one period, what is due now and at the next renewal."""

    lines: list[Line]
    move: Move
    renewal: int
    claims: list[UUID]


async def make(uow: UnitOfWork, data: QuoteCreate) -> Quote:
    """Price a change of the subscription; it can be confirmed for thirty minutes."""
    subscription = await entitlements.lock(uow)
    return await make_for(uow, subscription, data, await goals.slugs(uow))


async def make_for(
    uow: UnitOfWork,
    subscription: Subscription,
    data: QuoteCreate,
    wanted_goals: Sequence[str],
    goal_rows: list[dict[str, Any]] | None = None,
) -> Quote:
    """`make` with goals that may be still to come (`goal_rows` are stored with the change), as in the wizard."""
    before = await entitlements.chosen(uow)
    features = before if data.features is None else data.features
    choice = await choices.wanted(uow, data, features, subscription)
    if data.features is not None:
        # What is chosen already may exceed the new plan: it waits, and nothing is lost.
        offered = await entitlements.offered(uow)
        checks.refuse(choices.problems(choice, offered, before=before, goals=wanted_goals))
    priced = await _price(uow, subscription, choice, data.code)
    currency = choice.currency
    row = Quote(
        plan=choice.plan.key,
        plan_number=choice.plan.version,
        bundles=[bundle.key for bundle in choice.bundles],
        bundle_versions=choice.bundle_versions,
        features=list(choice.features),
        goals=goal_rows,
        cycle=choice.cycle,
        code=data.code,
        effective="now" if priced.move.now else "period_end",
        fresh=priced.move.fresh,
        lines=choices.lines_json(priced.lines),
        discounts=discounts(priced.lines),
        claims=[str(claim) for claim in priced.claims],
        total_now_amount=priced.move.amount,
        total_now_currency=currency,
        total_renewal_amount=priced.renewal,
        total_renewal_currency=currency,
        basis=subscription.revision,
        expires_at=uow.now + QUOTE_LIFE,
    )
    return await records.create(uow, row)


async def estimate(uow: UnitOfWork, data: PublicQuoteCreate) -> PublicQuoteRead:
    """A price for somebody without a workspace; nothing is stored."""
    choice = await choices.wanted(uow, data, data.features, None)
    checks.refuse(choices.problems(choice, await entitlements.offered(uow), before=(), goals=()))
    offers = await promotions.on_offer(uow, added=choice.targets, wanted=choice.targets, code=data.code)
    lines = choice.priced([offer.special for offer in offers])
    later = choice.priced(_remaining(offers, used=True))
    return PublicQuoteRead(
        plan=choice.plan.key,
        bundles=[bundle.key for bundle in choice.bundles],
        features=list(choice.features),
        cycle=choice.cycle,
        lines=[LineShown.model_validate(line) for line in lines],
        discounts=[DiscountShown(**found) for found in discounts(lines)],
        total_now=Money(amount=total(lines), currency=choice.currency),
        total_renewal=Money(amount=total(later), currency=choice.currency),
    )


async def renewal(uow: UnitOfWork, subscription: Subscription) -> tuple[Choice, list[Line]]:
    """What the next period of the subscription as it is costs."""
    choice = await choices.present(uow, subscription)
    held = await promotions.held(uow)
    return choice, choice.priced([*(found.special for found in held), *await staff_discounts(uow)])


async def for_confirmation(uow: UnitOfWork, quote_id: UUID, subscription: Subscription) -> Quote:
    """The quote if it can still be confirmed: 410 `quote_expired`, 409 `quote_outdated`."""
    quote = await records.get(uow, quote_id)
    if quote.expires_at <= uow.now:
        raise Gone("quote_expired", "The quote is older than thirty minutes; take a new one.")
    if quote.basis != subscription.revision:
        raise Conflict("quote_outdated", "The subscription has changed since; take a new quote.")
    return quote


async def forget_old(work: Work) -> None:
    """Quotes that nobody confirmed go when they are over."""
    confirmed = sa.select(col(SubscriptionChange.quote_id)).where(col(SubscriptionChange.quote_id).is_not(None))
    over = col(Quote.expires_at) < work.now - QUOTE_LIFE
    await forget(work.runtime, Quote, over, col(Quote.id).not_in(confirmed))


async def staff_discounts(uow: UnitOfWork) -> list[Special]:
    """What staff has given here, as a special on everything."""
    return [discount_of(override) for override in await entitlements.live_overrides(uow, kind="discount")]


def discount_of(override: Override) -> Special:
    """A discount that staff has given."""
    percent_bp = int(override.value["percent_bp"])
    return Special(promotion=STAFF_DISCOUNT, target="all", effect="percent", value=percent_bp)


async def _price(uow: UnitOfWork, subscription: Subscription, choice: Choice, code: str | None) -> Priced:
    now = await choices.present(uow, subscription)
    held, staff = await promotions.held(uow), await staff_discounts(uow)
    # On trial nothing is bought yet, so launch specials are still for it.
    had = set() if subscription.state == "trialing" else now.targets
    offers = await promotions.on_offer(uow, added=choice.targets - had, wanted=choice.targets, code=code)
    lines = choice.priced([*(found.special for found in (*held, *offers)), *staff])
    present_total = total(now.priced([*(found.special for found in held), *staff]))
    standing = Standing(
        state=subscription.state,
        cycle=subscription.cycle,
        start=subscription.period_start,
        end=subscription.period_end,
        total=present_total,
    )
    move = weigh(
        standing,
        total=total(lines),
        cycle=choice.cycle,
        adds=bool(choice.items - now.items),
        by_revenue=choice.by_revenue and not now.by_revenue,
        now=uow.now,
    )
    if choice.free and subscription.state in {"free", "incomplete"}:
        move = replace(move, fresh=False)
    winners = {line.special for line in lines}
    claims = [
        offer.promotion_id
        for offer in offers
        if offer.special.promotion in winners or (offer.special.effect == "revenue_share" and choice.by_revenue)
    ]
    taken = [offer for offer in (*held, *offers) if not offer.fresh or offer.promotion_id in claims]
    later = choice.priced([*_remaining(taken, used=move.fresh), *staff])
    return Priced(lines=lines, move=move, renewal=total(later), claims=claims)


def _remaining(offers: Sequence[Candidate], *, used: bool) -> list[Special]:
    return [offer.special for offer in offers if offer.periods > (1 if used else 0)]
