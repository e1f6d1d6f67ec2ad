"""What is wrong with a choice of features: pure, as the errors of a 422 that point at each one."""

from collections.abc import Collection, Iterable, Sequence

from mewayz_kit.errors import Unprocessable
from mewayz_workspace.entitlements.rules import (
    COUNTED,
    UNLIMITED,
    Offered,
    Source,
    combine_limits,
    compute,
    missing_requirements,
    outside,
    unavailable,
)

Errors = list[dict[str, str]]


def unknown(offered: Iterable[Offered], features: Sequence[str], before: Collection[str]) -> Errors:
    """Each unknown or repeated slug. What was chosen before may have left the catalogue."""
    known = {feature.slug for feature in offered} | set(before)
    errors = []
    for index, slug in enumerate(features):
        if slug not in known:
            errors.append(_error(index, "unknown_feature", f"There is no feature {slug}."))
        elif slug in features[:index]:
            errors.append(_error(index, "duplicate_feature", f"{slug} is named twice."))
    return errors


def foreign(
    offered: Iterable[Offered], features: Sequence[str], added: Sequence[str], goals: Collection[str]
) -> Errors:
    """Each added feature that belongs to none of the goals and is not common."""
    strangers = outside(offered, goals)
    return [
        _error(features.index(slug), "outside_goals", f"{slug} belongs to a goal that is not chosen.")
        for slug in added
        if slug in strangers
    ]


def lacking(offered: Iterable[Offered], features: Sequence[str], given: Collection[str]) -> Errors:
    """What each feature needs beside it."""
    missing = missing_requirements(offered, {*features, *given})
    return [
        _error(features.index(slug), "missing_dependency", f"{slug} needs {', '.join(needed)}.") | {"missing": name}
        for slug, needed in missing.items()
        if slug in features
        for name in needed
    ]


def not_for_sale(offered: Sequence[Offered], sources: Sequence[Source], features: Sequence[str]) -> Errors:
    """What the plan and bundles of a quote do not offer, and the first feature beyond what the plan counts."""
    limits = combine_limits(sources)
    errors = [
        _error(features.index(feature.slug), "not_in_plan", f"{feature.slug} needs another plan or a bundle.")
        for feature in offered
        if feature.slug in features and unavailable(feature, sources, limits) is not None
    ]
    counted, room = compute(offered, sources, features).counted, limits.get(COUNTED, 0)
    if room != UNLIMITED and len(counted) > room:
        message = f"The plan allows {room} of {COUNTED}; {len(counted)} are chosen."
        errors.append({"pointer": "/features", "code": "plan_limit_reached", "message": message})
    return errors


def refuse(errors: Errors) -> None:
    """422 when there are errors; missing features are named in `missing` as well."""
    if not errors:
        return
    missing = sorted({error["missing"] for error in errors if "missing" in error})
    shown = [{key: value for key, value in error.items() if key != "missing"} for error in errors]
    if missing:
        raise Unprocessable("missing_dependency", "Some features need others.", errors=shown, missing=missing)
    raise Unprocessable(detail="Some features cannot be chosen.", errors=shown)


def _error(index: int, code: str, message: str) -> dict[str, str]:
    return {"pointer": f"/features/{index}", "code": code, "message": message}
