"""Rules of tickets: states, numbers, and due times in working hours. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mewayz_kit.state import Machine

TICKET = Machine(
    "ticket",
    {
        ("new", "open"): "open",
        ("new", "answer"): "waiting_customer",
        ("open", "answer"): "waiting_customer",
        ("waiting_customer", "reply"): "open",
        ("new", "resolve"): "resolved",
        ("open", "resolve"): "resolved",
        ("waiting_customer", "resolve"): "resolved",
        ("resolved", "reopen"): "open",
        ("resolved", "close"): "closed",
    },
)
"""As in workspace.md §4. A first answer to a new ticket opens it and leaves it waiting for the customer."""
LIVING = ("new", "open", "waiting_customer")
LONGEST = timedelta(days=3650)


def number(count: int) -> str:
    """The number that people name: `T-000042`."""
    return f"T-{count:06d}"


class Schedule(NamedTuple):
    """When support works: ISO weekdays, from and until on the clock of the zone."""

    timezone: str
    days: frozenset[int]
    opens: time
    closes: time


def _shifts(schedule: Schedule, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The working times from the day of `since` on, in UTC, so that a change of the clock costs or adds its hour."""
    zone = ZoneInfo(schedule.timezone)
    day: date = since.astimezone(zone).date()
    last = day + LONGEST
    while day < last:
        if day.isoweekday() in schedule.days:
            begins, ends = (
                datetime.combine(day, clock, zone).astimezone(UTC) for clock in (schedule.opens, schedule.closes)
            )
            if begins < ends:
                yield begins, ends
        day += timedelta(days=1)


def due(schedule: Schedule, since: datetime, work: timedelta) -> datetime:
    """The moment at which `work` (positive) of working time since `since` is over."""
    left = work
    for begins, ends in _shifts(schedule, since):
        begins = max(begins, since)
        if begins < ends and left <= ends - begins:
            return begins + left
        left -= max(ends - begins, timedelta(0))
    raise ValueError("that is more work than ten years hold")


def worked(schedule: Schedule, since: datetime, until: datetime) -> timedelta:
    """The working time between two moments; none when they are out of order."""
    total = timedelta(0)
    for begins, ends in _shifts(schedule, since):
        if begins >= until:
            break
        total += max(min(ends, until) - max(begins, since), timedelta(0))
    return total
