"""The state table of deals, their order on the board and what they are worth. Pure."""

from fractions import Fraction

from mewayz_kit.currencies import DIGITS
from mewayz_kit.money import BASIS_POINTS, Money, round_half_away
from mewayz_kit.state import Machine

DEAL = Machine(
    "deal",
    {
        ("open", "win"): "won",
        ("open", "lose"): "lost",
        ("won", "reopen"): "open",
        ("lost", "reopen"): "open",
    },
    field="status",
)
TRIGGERS = {"won": "win", "lost": "lose", "open": "reopen"}
STEP = 2**20
"""Room between two neighbours on the board: about 20 deals can be put into one gap before it is renumbered, and
ranks stay far below 2**53, the largest whole number that JavaScript holds exactly."""


def rank_between(lower: int | None, upper: int | None) -> int | None:
    """A rank between two neighbours (None: there is none on that side), or None when the gap is full."""
    if lower is None and upper is None:
        return 0
    if upper is None:
        return (lower or 0) + STEP
    if lower is None:
        return upper - STEP
    middle = (lower + upper) // 2
    return middle if lower < middle < upper else None


def converted(amount: Money, rate: str | None, currency: str) -> Money:
    """`amount` in `currency` by a stored rate between whole units, rounded half away from zero."""
    if amount.currency == currency:
        return amount
    scale = Fraction(10) ** (DIGITS[currency] - DIGITS[amount.currency])
    return Money(amount=round_half_away(amount.amount * Fraction(rate or 0) * scale), currency=currency)


def weighted(amount: Money, probability: int) -> Money:
    """Half-up(amount × probability / 10,000), in the deal's own currency."""
    return amount.times(Fraction(probability, BASIS_POINTS))
