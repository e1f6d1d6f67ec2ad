"""The stages a pipeline starts with, and the order of stages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

ORDER = {"open": 0, "won": 1, "lost": 2}
NEW_STAGE_PROBABILITY = 5_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage of a new pipeline; `probability` in basis points."""

    name: str
    kind: str
    probability: int


FIRST_STAGES = (
    StagePlan("Qualification", "open", 1_000),
    StagePlan("Meeting", "open", 2_000),
    StagePlan("Proposal", "open", 5_000),
    StagePlan("Negotiation", "open", 8_000),
    StagePlan("Won", "won", 10_000),
    StagePlan("Lost", "lost", 0),
)


def placed(items: Sequence[Item], item: Item, *, after: Item | None) -> list[Item]:
    """`items` with `item` right after `after`, or first."""
    rest = [other for other in items if other != item]
    position = rest.index(after) + 1 if after is not None else 0
    return [*rest[:position], item, *rest[position:]]
