"""Every bucket lies in exactly one local day, whatever the zone does."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mewayz_analytics.calendars import Calendar

ZONES = (
    "Europe/Berlin",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "America/Havana",
    "Africa/Cairo",
    "UTC",
)


@pytest.mark.parametrize(
    ("zone", "day", "quarters"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 92),
        ("Europe/Berlin", date(2026, 10, 25), 100),
        ("Europe/Berlin", date(2026, 6, 1), 96),
        ("Asia/Kathmandu", date(2026, 10, 25), 96),
        ("Australia/Lord_Howe", date(2026, 4, 5), 98),
    ],
)
def test_a_day_has_as_many_quarters_as_its_clock_shows(zone: str, day: date, quarters: int) -> None:
    one = Calendar(day, day, ZoneInfo(zone))
    assert (one.before - one.since) / timedelta(minutes=15) == quarters


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.dates(date(2024, 1, 1), date(2027, 12, 1)), st.integers(1, 40), st.data())
def test_the_arithmetic_agrees_with_the_zone(zone: str, first: date, days: int, data: st.DataObject) -> None:
    calendar = Calendar(first, first + timedelta(days=days - 1), ZoneInfo(zone))
    begin, end = int(calendar.since.timestamp()), int(calendar.before.timestamp())
    assert begin % 900 == end % 900 == 0
    moment = data.draw(st.integers(begin // 900, end // 900 - 1)) * 900
    expected = datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone)).date()
    assert calendar.date_of(moment) == expected
    assert calendar.first <= expected <= calendar.last


def test_weeks_and_months_are_named_by_their_first_date() -> None:
    calendar = Calendar(date(2026, 10, 29), date(2026, 11, 10), ZoneInfo("Europe/Berlin"), "week")
    assert calendar.starts == [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9)]
    assert calendar.by("month").starts == [date(2026, 10, 1), date(2026, 11, 1)]
    assert calendar.by("total").starts == [None]


def test_the_same_dates_a_year_earlier_end_on_the_28th() -> None:
    leap = Calendar(date(2028, 2, 1), date(2028, 2, 29), ZoneInfo("UTC"))
    assert leap.back("year").last == date(2027, 2, 28)
    assert (leap.back("previous").first, leap.back("previous").last) == (date(2028, 1, 3), date(2028, 1, 31))
