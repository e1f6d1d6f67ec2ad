"""Use-cases of chosen features. The subscription row is the lock, so two choices never add up unseen."""

from collections.abc import Collection, Iterable, Sequence

from mewayz_kit.errors import PaymentRequired, Problem
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service
from mewayz_workspace.entitlements.features import checks
from mewayz_workspace.entitlements.features.schemas import FeaturesShown, FeatureState
from mewayz_workspace.entitlements.goals import queries as goals
from mewayz_workspace.entitlements.models import Entitlements
from mewayz_workspace.entitlements.rules import (
    COUNTED,
    Offered,
    Source,
    combine_limits,
    compute,
    missing_requirements,
    outside,
    unavailable,
)


async def show(uow: UnitOfWork) -> FeaturesShown:
    """Every feature of the catalogue with its state here."""
    held, chosen = await service.current(uow), await service.chosen(uow)
    sources = await service.sources(uow)
    limits = combine_limits(sources)
    by_slug = {feature.slug: feature for feature in await service.offered(uow)}
    items = [
        FeatureState(
            slug=row.slug,
            names=row.names,
            goals=row.goals,
            requires=row.requires,
            on=row.slug in held.features,
            chosen=row.slug in chosen,
            counted=row.slug in held.counted,
            unavailable=unavailable(by_slug[row.slug], sources, limits),
        )
        for row in await catalogue.features(uow)
    ]
    limit = held.limits.get(COUNTED, 0)
    return FeaturesShown(version=held.version, used=len(held.counted), limit=limit, items=items)


async def choose(uow: UnitOfWork, features: Sequence[str]) -> Entitlements:
    """Make `features` the whole choice."""
    await service.lock(uow)
    return await _choose(uow, features)


async def enable(uow: UnitOfWork, slug: str) -> Entitlements:
    """Add one feature to the choice; one that is chosen already stays."""
    await service.lock(uow)
    before = await service.chosen(uow)
    return await _choose(uow, before if slug in before else [*before, slug])


async def disable(uow: UnitOfWork, slug: str) -> Entitlements:
    """Take one feature out of the choice, if it is in it; its data stays."""
    await service.lock(uow)
    before = await service.chosen(uow)
    checks.refuse(checks.unknown(await service.offered(uow), [slug], before))
    return await _choose(uow, [chosen for chosen in before if chosen != slug])


async def leave_goals(uow: UnitOfWork, goals: Collection[str]) -> Entitlements:
    """Switch off what belongs to none of `goals`, with what needs it; the data stays."""
    offered, chosen = await service.offered(uow), await service.chosen(uow)
    kept = [slug for slug in chosen if slug not in outside(offered, goals)]
    given = compute(offered, await service.sources(uow), []).features
    while lacking := missing_requirements(offered, {*kept, *given}).keys() & set(kept):
        kept = [slug for slug in kept if slug not in lacking]
    await service.store_choice(uow, kept)
    return await service.refresh(uow)


async def _choose(uow: UnitOfWork, features: Sequence[str]) -> Entitlements:
    offered, sources = await service.offered(uow), await service.sources(uow)
    before = await service.chosen(uow)
    added = [slug for slug in features if slug not in before]
    checks.refuse(checks.unknown(offered, features, before))
    checks.refuse(checks.foreign(offered, features, added, await goals.slugs(uow)))
    _refuse_unavailable(offered, sources, added)
    checks.refuse(checks.lacking(offered, features, given=compute(offered, sources, []).features))
    _refuse_too_many(offered, sources, features, before)
    await _refuse_unpaid(uow, offered, sources, added)
    await service.store_choice(uow, features)
    return await service.refresh(uow)


def _refuse_unavailable(offered: Iterable[Offered], sources: Sequence[Source], added: Sequence[str]) -> None:
    """402 for a feature that nothing here offers, naming the limit that is 0 or the plans that have it."""
    limits = combine_limits(sources)
    for feature in offered:
        reason = unavailable(feature, sources, limits) if feature.slug in added else None
        if reason is not None:
            raise _not_offered(feature, reason)


def _not_offered(feature: Offered, reason: str) -> Problem:
    if reason != "plan":
        return service.limit_reached(reason, used=0, limit=0)
    plans = list(feature.plans or ())
    return PaymentRequired(
        "payment_required",
        f"The feature {feature.slug} needs another plan.",
        feature=feature.slug,
        plans=plans,
        upgrade=service.UPGRADE,
    )


def _refuse_too_many(
    offered: Sequence[Offered],
    sources: Sequence[Source],
    features: Sequence[str],
    before: Sequence[str],
) -> None:
    """402 `plan_limit_reached` when the choice adds something and counts more than the plan allows."""
    after, held = compute(offered, sources, features), compute(offered, sources, before).counted
    limit = after.limits.get(COUNTED, 0)
    if limit != -1 and len(after.counted) > limit and set(after.counted) - set(held):
        raise service.limit_reached(COUNTED, used=len(held), limit=limit)


async def _refuse_unpaid(
    uow: UnitOfWork, offered: Sequence[Offered], sources: Sequence[Source], added: Sequence[str]
) -> None:
    """402 `payment_required` for what a plan with a price per feature has not charged yet: that takes a quote."""
    subscription = await service.lock(uow)
    [plan] = [source for source in sources if source.kind == "plan"]
    comped = plan.key != subscription.plan
    per_feature = (await catalogue.terms(uow, "plan", plan.key)).pricing == "per_feature"
    if comped or not per_feature:
        return
    counted = compute(offered, sources, added).counted
    if unpaid := [slug for slug in counted if slug not in (subscription.paid_features or ())]:
        raise PaymentRequired(
            "payment_required",
            f"{unpaid[0]} is charged by your plan: take a quote, then change the subscription.",
            feature=unpaid[0],
            plans=[plan.key],
            upgrade="/api/v1/workspace/quotes",
        )
