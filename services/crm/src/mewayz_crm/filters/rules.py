"""What the values of a filter mean: words, numbers, days and spans of time. Pure: ValueError says why one is none."""

import math
from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

Value = TypeVar("Value")
MAX_VALUES, MAX_TEXT, MAX_DAYS = 100, 2000, 36_500
YEARS = 120
"""As far back an anniversary is looked for."""
FIRST_DAY, LAST_DAY = date(1000, 1, 2), date(9999, 12, 29)
"""What every database keeps, in whatever zone."""
NEGATIONS = {
    "neq": "eq",
    "not_in": "in",
    "not_contains": "contains",
    "has_none": "has_any",
    "is_not_empty": "is_empty",
}
"""Operators that are true exactly where another one is not; so all of them are true for an empty value."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a workspace: its zone, and which day it is there."""

    zone: ZoneInfo
    today: date

    @classmethod
    def of(cls, zone: str, now: datetime) -> "Days":
        """The days of the zone called `zone`; UTC when there is no such zone."""
        try:
            found = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            found = ZoneInfo("UTC")
        return cls(found, now.astimezone(found).date())

    def begins(self, day: date) -> datetime:
        """The first moment of a day, in UTC."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """The last microsecond of a day, in UTC: what databases keep of a moment is no finer."""
        return self.begins(day + timedelta(days=1)) - timedelta(microseconds=1)


Span = tuple[date, date]
"""A first and a last day, both included."""


def read_list(read: Callable[[Any], Value], value: Any) -> list[Value]:
    """One to 100 values."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_VALUES:
        raise ValueError(f"takes a list of 1 to {MAX_VALUES} values")
    return [read(item) for item in value]


def read_pair(read: Callable[[Any], Value], value: Any) -> tuple[Value, Value]:
    """Two values, from and to."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("takes a list of two values, from and to")
    return read(value[0]), read(value[1])


def read_text(value: Any) -> str:
    """A text with something in it."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("takes a text")
    if len(value) > MAX_TEXT:
        raise ValueError(f"takes at most {MAX_TEXT} characters")
    return value.strip()


def read_number(value: Any) -> int | float:
    """A number that databases compare exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("takes a number")
    if abs(value) >= 10**15:
        raise ValueError("takes a number of at most 15 digits")
    return value


def read_flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("takes true or false")
    return value


def read_id(value: Any) -> UUID:
    """The id of a record or user."""
    try:
        return UUID(read_text(value))
    except ValueError as error:
        raise ValueError("takes an id") from error


def read_day(value: Any) -> date:
    """A day such as 2026-11-24."""
    try:
        day = date.fromisoformat(read_text(value))
    except ValueError as error:
        raise ValueError("takes a day such as 2026-11-24") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("takes a day of the years 1000 to 9999")
    return day


def read_moment(value: Any) -> date | datetime:
    """A day, or a moment with its offset."""
    text = read_text(value)
    try:
        if len(text) <= len("2026-11-24"):
            return read_day(text)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and FIRST_DAY <= moment.date() <= LAST_DAY:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("takes a day such as 2026-11-24, or a time with its offset such as 2026-11-24T16:00:00Z")


def read_day_word(days: Days, value: Any) -> date:
    """A day, or a word for one near today."""
    near = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if isinstance(value, str) and value.strip().lower() in near:
        return days.today + timedelta(days=near[value.strip().lower()])
    return read_day(value)


def last_days(days: Days, value: Any) -> Span:
    """Today and the days before it, or this week up to today and the weeks before it."""
    unit, number = _stretch(value)
    if unit == "days":
        return days.today - timedelta(days=number), days.today
    return _monday(days.today) - timedelta(weeks=number), days.today


def next_days(days: Days, value: Any) -> Span:
    """Today and the days after it, or the rest of this week and the weeks after it."""
    unit, number = _stretch(value)
    if unit == "days":
        return days.today, days.today + timedelta(days=number)
    return days.today, _monday(days.today) + timedelta(weeks=number + 1, days=-1)


def anniversaries(days: Days, value: Any) -> list[Span]:
    """The days, in earlier years, whose month and day return from today on within so many days."""
    ahead = 0 if value is None else value
    if isinstance(ahead, bool) or not isinstance(ahead, int) or not 0 <= ahead < 365:
        raise ValueError("takes a number of days from 0 to 364")
    last = days.today + timedelta(days=ahead)
    return [
        (_returns_from(days.today, days.today.year - years), _returns_until(last, last.year - years))
        for years in range(1, YEARS + 1)
    ]


def _stretch(value: Any) -> tuple[str, int]:
    unit, number = ("days", value)
    if isinstance(value, Mapping) and len(value) == 1:
        [(unit, number)] = value.items()
    limit = {"days": MAX_DAYS, "weeks": MAX_DAYS // 7}.get(unit, -1)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= limit:
        raise ValueError('takes a number of days, or {"weeks": 2}')
    return unit, number


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _returns_from(day: date, year: int) -> date:
    """The first day of an earlier year that returns on `day` or later."""
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def _returns_until(day: date, year: int) -> date:
    """The last day of an earlier year that returns on `day` or before: 29 February does so on the 28th, too."""
    if day.month == 2 and (day.day == 29 or (day.day == 28 and not isleap(day.year))):
        return date(year, 2, 29 if isleap(year) else 28)
    return day.replace(year=year)
