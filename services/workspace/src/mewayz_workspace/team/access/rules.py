"""Which modules a person sees: pure."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from mewayz_kit.permissions import allows
from mewayz_workspace.team.access.schemas import Module

ALWAYS_ON = (
    ("workspace.workspaces", "write"),
    ("workspace.members", "read"),
    ("workspace.media", "read"),
    ("workspace.subscription", "read"),
    ("workspace.audit", "read"),
)


class Known(NamedTuple):
    """A feature as far as navigation goes."""

    slug: str
    module: str
    goals: tuple[str, ...]


def navigation(
    features: Iterable[Known],
    switched_on: Collection[str],
    permissions: Collection[str],
    wanted: Collection[str] = (),
) -> list[Module]:
    """Always-on modules and those of features that are on, as far as the person may read them.

    `wanted`: the goals of the workspace; a feature of other goals is left out. Without goals nothing is.
    """
    found: dict[str, tuple[list[str], list[str]]] = {}
    for module, verb in ALWAYS_ON:
        if allows(permissions, f"{module}:{verb}"):
            found[module] = ([], [])
    for feature in features:
        elsewhere = wanted and feature.goals and not set(feature.goals) & set(wanted)
        if not elsewhere and feature.slug in switched_on and allows(permissions, f"{feature.module}:read"):
            goals, slugs = found.setdefault(feature.module, ([], []))
            slugs.append(feature.slug)
            goals.extend(goal for goal in feature.goals if goal not in goals)
    return [_module(key, goals, slugs) for key, (goals, slugs) in found.items()]


def _module(key: str, goals: Sequence[str], slugs: Sequence[str]) -> Module:
    return Module(key=key, service=key.partition(".")[0], goals=list(goals), features=list(slugs))
