"""Days and anniversaries, pure."""

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mewayz_crm.filters.rules import Days, anniversaries, last_days, next_days

DATES = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def kept_on(day: date, year: int) -> date:
    """When a day returns in `year`: 29 February on the 28th where there is none."""
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and not isleap(year)
        else day.replace(year=year)
    )


@given(DATES, DATES, st.integers(0, 364))
@example(date(2024, 2, 29), date(2027, 2, 28), 0)
@example(date(2024, 2, 29), date(2028, 2, 28), 0)
@example(date(2023, 2, 28), date(2024, 2, 29), 0)
@example(date(2026, 12, 31), date(2026, 12, 30), 3)
@example(date(2026, 3, 1), date(2026, 3, 1), 364)
def test_a_day_returns_when_its_month_and_day_do(day: date, today: date, ahead: int) -> None:
    spans = anniversaries(Days(ZoneInfo("UTC"), today), ahead)
    last = today + timedelta(days=ahead)
    returning = any(
        year > day.year and today <= kept_on(day, year) <= last for year in range(today.year, last.year + 1)
    )
    assert any(first <= day <= until for first, until in spans) == returning


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00:00+00:00", 23),
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00:00+00:00", 25),
        ("Asia/Beirut", date(2024, 3, 31), "2024-03-30T22:00:00+00:00", 23),  # has no midnight
        ("Mars/Base", date(2026, 3, 29), "2026-03-29T00:00:00+00:00", 24),
    ],
)
def test_a_day_is_as_long_as_its_zone_says(zone: str, day: date, begins: str, hours: int) -> None:
    days = Days.of(zone, datetime(2026, 1, 1, tzinfo=UTC))
    first, last = days.begins(day), days.ends(day)
    assert (first.isoformat(), last - first) == (begins, timedelta(hours=hours) - timedelta(microseconds=1))


def test_weeks_start_on_monday() -> None:
    days = Days.of("Pacific/Kiritimati", datetime(2026, 11, 26, 12, tzinfo=UTC))
    assert days.today == date(2026, 11, 27), "a Friday"
    assert last_days(days, {"weeks": 0}) == (date(2026, 11, 23), days.today)
    assert last_days(days, {"weeks": 1}) == (date(2026, 11, 16), days.today)
    assert next_days(days, {"weeks": 1}) == (days.today, date(2026, 12, 6))
    assert last_days(days, 7) == (date(2026, 11, 20), days.today)
    for wrong in (-1, True, 1.5, "3", {"months": 1}, {"weeks": 1, "days": 1}, None):
        with pytest.raises(ValueError):
            last_days(days, wrong)
