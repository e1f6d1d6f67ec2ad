"""Waits by the clock on the wall, and windows over changes of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.sequences.steps.schemas import DAYS, WaitStep, Window
from mewayz_crm.sequences.steps.times import after_wait, is_open, opening

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
WINDOWS = st.lists(
    st.builds(
        lambda days, hours: Window(days=list(days), from_hour=hours[0], until_hour=hours[1]),
        st.sets(st.sampled_from(DAYS), min_size=1),
        st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1]),
    ),
    max_size=3,
)


@pytest.mark.parametrize(
    ("moment", "amount", "unit", "wanted"),
    [
        ("2026-03-28T10:00:00+01:00", 1, "days", "2026-03-29T10:00:00+02:00"),  # 23 hours: the wall clock counts
        ("2026-03-28T10:00:00+01:00", 24, "hours", "2026-03-29T11:00:00+02:00"),  # hours are absolute
        ("2026-03-28T02:30:00+01:00", 1, "days", "2026-03-29T03:30:00+02:00"),  # no such time: forward by the gap
        ("2026-10-24T02:30:00+02:00", 1, "days", "2026-10-25T02:30:00+02:00"),  # there twice: the first
        ("2026-10-18T09:00:00+02:00", 1, "weeks", "2026-10-25T09:00:00+01:00"),
        ("2026-10-25T01:59:00+02:00", 90, "minutes", "2026-10-25T02:29:00+01:00"),
    ],
)
def test_days_keep_the_wall_clock_and_hours_are_absolute(moment: str, amount: int, unit: str, wanted: str) -> None:
    found = after_wait(datetime.fromisoformat(moment), amount=amount, unit=unit, zone="Europe/Berlin")
    assert found == datetime.fromisoformat(wanted)


@given(moment=MOMENTS, zone=ZONES, amount=st.integers(1, 365), unit=st.sampled_from(["minutes", "hours", "days"]))
def test_a_wait_ends_about_when_it_should_and_never_before_it_began(
    moment: datetime, zone: str, amount: int, unit: str
) -> None:
    found = after_wait(moment, amount=amount, unit=unit, zone=zone)
    assert found > moment
    assert abs(found - moment - timedelta(**{unit: amount})) <= timedelta(hours=1)
    there = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=amount)
    real = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    exists = there.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if unit == "days" and exists == there:
        assert real == there


@given(moment=MOMENTS, zone=ZONES, windows=WINDOWS)
def test_an_opening_is_open_the_next_one_and_found_again(moment: datetime, zone: str, windows: list[Window]) -> None:
    found = opening(moment, windows, zone=zone)
    assert found >= moment
    assert is_open(found, windows, zone=zone)
    assert opening(found, windows, zone=zone) == found
    # Changes of the clocks and hours begin on the quarter of an hour in all of these zones.
    step = moment
    while step < found:
        assert not is_open(step, windows, zone=zone), "a window was open before"
        step += timedelta(minutes=30)


@pytest.mark.parametrize(
    ("moment", "hours", "wanted"),
    [
        ("2026-03-29T00:30:00+01:00", (2, 5), "2026-03-29T03:00:00+02:00"),  # it opens at the end of the gap
        ("2026-03-29T00:30:00+01:00", (2, 3), "2026-04-05T02:00:00+02:00"),  # this one falls into the gap: next week
        ("2026-10-25T00:30:00+02:00", (2, 3), "2026-10-25T02:00:00+02:00"),  # the first of two
        ("2026-10-25T02:30:00+01:00", (2, 3), "2026-10-25T02:30:00+01:00"),  # the second is open too
        ("2026-10-25T03:00:00+01:00", (2, 3), "2026-11-01T02:00:00+01:00"),
    ],
)
def test_a_window_on_the_day_of_a_change(moment: str, hours: tuple[int, int], wanted: str) -> None:
    windows = [Window(days=["sun"], from_hour=hours[0], until_hour=hours[1])]
    found = opening(datetime.fromisoformat(moment), windows, zone="Europe/Berlin")
    assert found == datetime.fromisoformat(wanted)


def test_no_wait_is_longer_than_a_year_and_no_window_closes_before_it_opens() -> None:
    with pytest.raises(ValueError, match="at most 52 weeks"):
        WaitStep(key="w", type="wait", amount=53, unit="weeks")
    with pytest.raises(ValueError, match="opens before it closes"):
        Window(days=["mon"], from_hour=9, until_hour=9)
    assert Window(days=["sun", "mon", "sun"]).days == ["mon", "sun"]
