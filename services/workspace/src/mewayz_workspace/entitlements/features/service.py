"""Use-cases of chosen features. The subscription row is the lock, so two choices never add up unseen."""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import PaymentRequired, Problem, Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service
from mewayz_workspace.entitlements.features.schemas import FeaturesShown, FeatureState
from mewayz_workspace.entitlements.models import Entitlements, WorkspaceFeature
from mewayz_workspace.entitlements.rules import (
    Offered,
    Source,
    combine_limits,
    compute,
    missing_requirements,
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
    limit = held.limits.get(service.COUNTED, 0)
    return FeaturesShown(version=held.version, used=len(held.counted), limit=limit, items=items)


async def choose(uow: UnitOfWork, features: Sequence[str]) -> Entitlements:
    """Make `features` the whole choice."""
    await service.lock(uow)
    return await _choose(uow, features)


async def enable(uow: UnitOfWork, slug: str) -> Entitlements:
    """Add one feature to the choice; one that is chosen already stays."""
    await service.lock(uow)
    return await _choose(uow, [*sorted(await service.chosen(uow) - {slug}), slug])


async def disable(uow: UnitOfWork, slug: str) -> Entitlements:
    """Take one feature out of the choice, if it is in it; its data stays."""
    await service.lock(uow)
    before = await service.chosen(uow)
    _refuse_unknown(await service.offered(uow), [slug], before)
    return await _choose(uow, sorted(before - {slug}))


async def _choose(uow: UnitOfWork, features: Sequence[str]) -> Entitlements:
    offered, sources = await service.offered(uow), await service.sources(uow)
    before = await service.chosen(uow)
    _refuse_unknown(offered, features, before)
    _refuse_unavailable(offered, sources, [slug for slug in features if slug not in before])
    _refuse_missing(offered, features, given=compute(offered, sources, []).features)
    _refuse_too_many(offered, sources, features, before)
    await _store(uow, before, set(features))
    return await service.refresh(uow)


def _refuse_unknown(offered: Iterable[Offered], features: Sequence[str], before: Collection[str]) -> None:
    """422 that points at each unknown or repeated slug. What was chosen before may have left the catalogue."""
    known = {feature.slug for feature in offered} | set(before)
    errors = []
    for index, slug in enumerate(features):
        if slug not in known:
            errors.append(_error(index, "unknown_feature", f"There is no feature {slug}."))
        elif slug in features[:index]:
            errors.append(_error(index, "duplicate_feature", f"{slug} is named twice."))
    if errors:
        raise Unprocessable(detail="Some features cannot be chosen.", errors=errors)


def _refuse_missing(offered: Iterable[Offered], features: Sequence[str], given: Collection[str]) -> None:
    """422 that names what each feature needs beside it."""
    lacking = missing_requirements(offered, {*features, *given})
    errors = [
        _error(features.index(slug), "missing_dependency", f"{slug} needs {', '.join(needed)}.")
        for slug, needed in lacking.items()
        if slug in features
    ]
    if errors:
        missing = sorted({name for needed in lacking.values() for name in needed})
        raise Unprocessable("missing_dependency", "Some features need others.", errors=errors, missing=missing)


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
    before: Collection[str],
) -> None:
    """402 `plan_limit_reached` when the choice would count more than the plan allows and more than before."""
    after = compute(offered, sources, features)
    used = len(compute(offered, sources, before).counted)
    limit = after.limits.get(service.COUNTED, 0)
    if limit != -1 and len(after.counted) > max(limit, used):
        raise service.limit_reached(service.COUNTED, used=used, limit=limit)


async def _store(uow: UnitOfWork, before: Collection[str], after: Collection[str]) -> None:
    gone = set(before) - set(after)
    if gone:
        await uow.execute(sa.delete(WorkspaceFeature).where(col(WorkspaceFeature.feature).in_(gone)))
    for slug in sorted(set(after) - set(before)):
        uow.add(WorkspaceFeature(feature=slug, chosen_by=uow.principal.user_id))
    await uow.flush()


def _error(index: int, code: str, message: str) -> dict[str, str]:
    return {"pointer": f"/features/{index}", "code": code, "message": message}
