"""Rules of campaigns: states, the arithmetic of A/B tests, local times and failing providers. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from mewayz_kit.state import Machine

CAMPAIGN = Machine(
    "campaign",
    {
        ("draft", "schedule"): "scheduled",
        ("draft", "start"): "running",
        ("scheduled", "start"): "running",
        ("scheduled", "unschedule"): "draft",
        ("scheduled", "put_back"): "paused",
        ("running", "pause"): "paused",
        ("paused", "resume"): "running",
        ("paused", "schedule"): "scheduled",
        ("running", "cancel"): "cancelled",
        ("paused", "cancel"): "cancelled",
        ("running", "finish"): "finished",
        ("finished", "retry"): "running",
    },
)
"""crm.md §4. `put_back` is `unschedule` for a campaign that had started before: its audience is fixed, so it is no
draft again. `retry`: somebody has the unconfirmed mails of a finished campaign sent again."""

EDITABLE = ("draft", "scheduled")
"""Later the audience and the content are what was started with."""
DELETABLE = ("draft", "cancelled", "finished")

WINDOW, FEWEST = 50, 5
"""Calls of the provider that are looked at, and how many there must be before it is judged."""
CALLED, FAILED = "+", "-"
EASTERNMOST = timedelta(hours=14)
"""Where a day begins first: UTC+14."""


def group_sizes(audience: int, share_bp: int, variants: int) -> list[int]:
    """How many recipients of the test group each variant gets: ceil(audience × share) in all, split evenly, the
    remainder to the first variants (crm.md §8). `share_bp` is in basis points."""
    group = -(-audience * share_bp // 10_000)
    each, rest = divmod(group, variants)
    return [each + (place < rest) for place in range(variants)]


def variant_of(number: int, sizes: Sequence[int]) -> int | None:
    """The variant of the n-th recipient, counted from 1; None beyond the test group."""
    for place, size in enumerate(sizes):
        if number <= size:
            return place
        number -= size
    return None


def winner(scores: Sequence[tuple[int, int]]) -> int:
    """The variant with the highest rate of (people who reacted, mails sent); of equal ones the first."""
    rates = [Fraction(reacted, sent) if sent else Fraction(0) for reacted, sent in scores]
    return rates.index(max(rates))


def local_time(at: datetime, *, home: str, zone: str) -> datetime:
    """When the clock of `zone` shows what that of `home` shows at `at`.

    A wall time that does not exist moves forward by the gap, one that exists twice means the first (crm.md §8): that
    is what `fold=0` says.
    """
    wall = at.astimezone(ZoneInfo(home)).replace(tzinfo=None)
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def first_local_time(at: datetime, *, home: str) -> datetime:
    """When the first clock on earth shows what that of `home` shows at `at`."""
    return at.astimezone(ZoneInfo(home)).replace(tzinfo=UTC) - EASTERNMOST


def remembered(known: str, calls: str) -> str:
    """The latest calls of the provider, after some more."""
    return (known + calls)[-WINDOW:]


def is_failing(calls: str) -> bool:
    """Whether the provider fails: half or more of its latest 50 calls, of at least 5."""
    return len(calls) >= FEWEST and 2 * calls.count(FAILED) >= len(calls)


def unfilled(declared: Sequence[str], given: Mapping[str, str]) -> list[str]:
    """The variables of a template that nobody gave a value."""
    return [name for name in declared if not given.get(name)]
