"""Periods of a subscription: pure. The anchor day falls on the month's last day where a month is too short."""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from mewayz_kit.money import round_half_away

QUOTE_LIFE = timedelta(minutes=30)
CHECKOUT_LIFE = timedelta(hours=24)
TRIAL_DAYS = 14
TRIAL_REMINDER = timedelta(days=3)
MAX_PAUSE = timedelta(days=92)
"""Three months at their longest."""
MONTHS = {"month": 1, "year": 12}


def next_period(start: datetime, cycle: str, anchor_day: int) -> datetime:
    """When the period that begins at `start` ends. Day 31 becomes 28 in February and 31 again in March."""
    month = start.month - 1 + MONTHS[cycle]
    year, month = start.year + month // 12, month % 12 + 1
    day = min(anchor_day, calendar.monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)


def remaining(now: datetime, start: datetime, end: datetime) -> Fraction:
    """The share of the period that is left; the day of change counts as left."""
    days = (end.date() - start.date()).days
    left = (end.date() - max(now, start).date()).days
    return Fraction(min(max(left, 0), days), days) if days > 0 else Fraction(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is paid for now: `total` per period."""

    state: str
    cycle: str
    start: datetime | None
    end: datetime | None
    total: int


@dataclass(frozen=True, slots=True)
class Move:
    """How a change takes place: `now` or at the period's end, for how much, and whether a new period begins."""

    now: bool
    amount: int
    fresh: bool


def weigh(standing: Standing, *, total: int, cycle: str, adds: bool, by_revenue: bool, now: datetime) -> Move:
    """What a change to `total` per `cycle` means (price rule, proration).

    `adds`: it brings something that is not there yet. `by_revenue`: finance bills it later, so it never waits.
    """
    if standing.state not in {"active", "past_due"} or standing.start is None or standing.end is None:
        return Move(now=True, amount=total, fresh=True)
    if by_revenue:
        return Move(now=True, amount=0, fresh=True)
    left = remaining(now, standing.start, standing.end)
    if cycle != standing.cycle:
        rest = round_half_away(standing.total * left)
        if cycle == "year" and total > rest:
            return Move(now=True, amount=total - rest, fresh=True)
        return Move(now=False, amount=0, fresh=False)
    difference = total - standing.total
    if difference < 0 or (difference == 0 and not adds):
        return Move(now=False, amount=0, fresh=False)
    return Move(now=True, amount=round_half_away(difference * left), fresh=False)
