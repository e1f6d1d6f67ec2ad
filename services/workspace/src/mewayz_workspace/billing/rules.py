"""The price rule (workspace.md §3): pure. Amounts are whole minor units of one currency.

A counted feature that no bundle brings costs the plan's price, a bundle its list price. With two, three, four or
more paid bundles each is 20, 30, 40 % off; an item under a special takes the lower of the special and that price.
Each item is rounded by itself (half up); the total is their sum.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from mewayz_kit.money import BASIS_POINTS, round_half_away

Cycle = Literal["month", "year"]
DISCOUNTS_BP = {2: 2_000, 3: 3_000, 4: 4_000}
"""Paid bundles → what each is cheaper by, in basis points; more than four count as four."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class Terms:
    """A plan or bundle in one version, as far as its price goes."""

    key: str
    version: int
    pricing: str
    month: int
    year: int

    def amount(self, cycle: str) -> int:
        """The list price of one period."""
        return self.year if cycle == "year" else self.month


@dataclass(frozen=True, slots=True)
class Special:
    """A promotion that holds for this workspace. `target`: `bundle:key`, `plan:key` or `all`.

    `effect`: price (`value` minor units), percent (`value` basis points off), free_periods. Without a `cycle` it holds
    for both.
    """

    promotion: str
    target: str
    effect: str
    value: int = 0
    cycle: str | None = None

    def holds(self, target: str, cycle: str) -> bool:
        """Whether it is for this item and cycle."""
        return self.target in {target, ALL} and self.cycle in {None, cycle}

    def applied(self, amount: int) -> int:
        """The list price `amount` under this special."""
        if self.effect == "price":
            return self.value
        if self.effect == "percent":
            return share(amount, BASIS_POINTS - self.value)
        return 0 if self.effect == "free_periods" else amount


@dataclass(frozen=True, slots=True)
class Line:
    """One priced item. `discount_bp` is the discount of several bundles, `special` the promotion that won."""

    kind: str
    key: str
    version: int
    list_amount: int
    discount_bp: int
    special: str | None
    amount: int


def share(amount: int, basis_points: int) -> int:
    """`basis_points` of an amount, rounded half up."""
    return round_half_away(Fraction(amount * basis_points, BASIS_POINTS))


def bundle_discount(paid: int) -> int:
    """What each of `paid` bundles is cheaper by, in basis points."""
    return DISCOUNTS_BP.get(min(paid, 4), 0)


def price(
    plan: Terms, counted: Iterable[str], bundles: Sequence[Terms], cycle: str, specials: Collection[Special] = ()
) -> list[Line]:
    """The lines of one period, features first. `counted`: the features that no bundle brings."""
    off = bundle_discount(sum(bundle.pricing == "bundle" for bundle in bundles))
    lines = [
        _line("feature", slug, f"plan:{plan.key}", plan, plan.amount(cycle), 0, cycle, specials)
        for slug in sorted(counted)
        if plan.pricing == "per_feature"
    ]
    for bundle in bundles:
        if bundle.pricing == "bundle":
            amount = bundle.amount(cycle)
            lines.append(_line("bundle", bundle.key, f"bundle:{bundle.key}", bundle, amount, off, cycle, specials))
        else:
            # The free one costs nothing; a share of revenue is billed by finance when it is known.
            lines.append(Line("bundle", bundle.key, bundle.version, 0, 0, None, 0))
    return lines


def _line(
    kind: str,
    key: str,
    target: str,
    terms: Terms,
    amount: int,
    off: int,
    cycle: str,
    specials: Collection[Special],
) -> Line:
    lowest, winner = share(amount, BASIS_POINTS - off), None
    for special in specials:
        if special.holds(target, cycle) and special.applied(amount) < lowest:
            lowest, winner = special.applied(amount), special.promotion
    return Line(kind, key, terms.version, amount, off, winner, lowest)


def total(lines: Iterable[Line]) -> int:
    """What the lines cost together."""
    return sum(line.amount for line in lines)


def per_month(amount: int, cycle: str) -> Fraction:
    """The part of a period's amount that falls on a month, exactly."""
    return Fraction(amount, 12 if cycle == "year" else 1)


def discounts(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """What makes the lines cheaper than their list prices, by reason: `several_bundles` or a promotion's key."""
    found: dict[str, int] = {}
    for line in lines:
        less = line.list_amount - line.amount
        if less:
            reason = line.special or "several_bundles"
            found[reason] = found.get(reason, 0) + less
    return [{"reason": reason, "amount": amount} for reason, amount in found.items()]


def year_saving(month: int, year: int) -> int:
    """What twelve months cost more than one year; 0 where there is no yearly price."""
    return max(0, month * 12 - year) if year else 0


def limits_of_versions(own: Mapping[str, int], later: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The limits of a version: what later versions raised reaches its holders too, what they lowered does not."""
    best = dict(own)
    for limits in later:
        for metric, value in limits.items():
            if metric in best and best[metric] != -1 and (value == -1 or value > best[metric]):
                best[metric] = value
    return best
