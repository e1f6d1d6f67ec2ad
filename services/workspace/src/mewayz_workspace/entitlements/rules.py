"""How entitlements are computed: pure, so that every service may rely on one answer (workspace.md §3, price rule).

A limit is the best of all its sources, and -1 (unlimited) wins. A chosen feature is on while some source offers
it; what a bundle or an override brings is on without being chosen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

UNLIMITED = -1
EVERY = "*"
MANY_BUNDLES = 4
COUNTED = "workspace.counted_features"
RANK = {"badge": ("forced", "optional"), "fee_tier": ("standard", "enterprise")}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the catalogue says of one feature."""

    slug: str
    requires: tuple[str, ...] = ()
    metric: str | None = None
    plans: tuple[str, ...] | None = None
    any_bundle: bool = False
    goals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One source of entitlements: a plan, a bundle or an override."""

    key: str
    kind: str
    features: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    statics: Mapping[str, Any] = field(default_factory=dict)
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """The result. `counted` are the features that count against the plan."""

    features: tuple[str, ...]
    limits: dict[str, int]
    statics: dict[str, Any]
    counted: tuple[str, ...]


def best(values: Iterable[int]) -> int:
    """The most generous of several limits."""
    found = list(values)
    return UNLIMITED if UNLIMITED in found else max(found, default=0)


def combine_limits(sources: Sequence[Source]) -> dict[str, int]:
    """Each limit at its best."""
    metrics = sorted({metric for source in sources for metric in source.limits})
    return {metric: best(source.limits[metric] for source in sources if metric in source.limits) for metric in metrics}


def combine_statics(sources: Sequence[Source]) -> dict[str, Any]:
    """Each static value at its best; four paid bundles give the fee tier of enterprise."""
    combined: dict[str, Any] = {}
    for source in sources:
        for name, value in source.statics.items():
            rank = RANK.get(name)
            if name not in combined or rank is None or rank.index(value) > rank.index(combined[name]):
                combined[name] = value
    if sum(source.kind == "bundle" and source.paid for source in sources) >= MANY_BUNDLES:
        combined["fee_tier"] = "enterprise"
    return combined


def brought(catalogue: Iterable[Offered], sources: Sequence[Source]) -> set[str]:
    """The features that bundles and overrides switch on by themselves."""
    named = {slug for source in sources if source.kind != "plan" for slug in source.features}
    return {feature.slug for feature in catalogue if EVERY in named or feature.slug in named}


def unavailable(feature: Offered, sources: Sequence[Source], limits: Mapping[str, int]) -> str | None:
    """Why a feature cannot be chosen: the limit that is 0, `plan`, or None when it can."""
    if feature.slug in brought([feature], sources):
        return None
    if feature.plans is not None:
        on_plan = any(source.kind == "plan" and source.key in feature.plans for source in sources)
        with_bundle = feature.any_bundle and any(s.kind == "bundle" and s.paid for s in sources)
        if not on_plan and not with_bundle:
            return "plan"
    if feature.metric is not None and limits.get(feature.metric, 0) == 0:
        return feature.metric
    return None


def missing_requirements(catalogue: Iterable[Offered], chosen: Collection[str]) -> dict[str, list[str]]:
    """Which of the `chosen` features need others that are not chosen."""
    lacking = {
        feature.slug: [needed for needed in feature.requires if needed not in chosen]
        for feature in catalogue
        if feature.slug in chosen
    }
    return {slug: needed for slug, needed in lacking.items() if needed}


def outside(catalogue: Iterable[Offered], goals: Collection[str]) -> set[str]:
    """The features that belong to none of these goals and are not common; without goals there are none."""
    if not goals:
        return set()
    return {feature.slug for feature in catalogue if feature.goals and not set(feature.goals) & set(goals)}


def compute(catalogue: Sequence[Offered], sources: Sequence[Source], chosen: Iterable[str]) -> Computed:
    """What the workspace may use now. `chosen` goes from the oldest choice to the newest: where the plan counts
    fewer features than are chosen, the oldest stay on and the others wait.
    """
    limits = combine_limits(sources)
    given = brought(catalogue, sources)
    by_slug = {feature.slug: feature for feature in catalogue}
    counted = [slug for slug in dict.fromkeys(chosen) if slug in by_slug and slug not in given]
    usable = [slug for slug in counted if unavailable(by_slug[slug], sources, limits) is None]
    room = limits.get(COUNTED, UNLIMITED)
    on = given | set(usable if room == UNLIMITED else usable[:room])
    while lost := {slug for slug in on - given if not set(by_slug[slug].requires) <= on}:
        on -= lost
    return Computed(
        features=tuple(sorted(on)),
        limits=limits,
        statics=combine_statics(sources),
        counted=tuple(sorted(counted)),
    )


def shrunk(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether any limit became smaller, so that things above it freeze."""
    return any(
        value != UNLIMITED and (old == UNLIMITED or value < old)
        for metric, old in before.items()
        for value in (after.get(metric, 0),)
    )


def grown(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether any limit became larger."""
    return shrunk(after, before)
