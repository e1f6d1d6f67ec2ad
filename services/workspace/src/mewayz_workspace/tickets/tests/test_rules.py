"""Due times in working hours, by properties."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mewayz_workspace.tickets.rules import TICKET, Schedule, due, number, worked

OFFICE = Schedule("Europe/Berlin", frozenset({1, 2, 3, 4, 5}), time(9), time(17))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORK = st.timedeltas(timedelta(minutes=1), timedelta(hours=120))
SCHEDULES = st.builds(
    Schedule,
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.frozensets(st.integers(1, 7), min_size=1),
    st.times(time(5), time(11, 59)),
    st.times(time(12), time(22)),
)


@given(SCHEDULES, MOMENTS, WORK)
def test_exactly_the_promised_work_lies_before_the_due_time(
    schedule: Schedule, since: datetime, work: timedelta
) -> None:
    end = due(schedule, since, work)
    assert worked(schedule, since, end) == work
    assert end > since


@given(SCHEDULES, MOMENTS, WORK)
def test_a_due_time_is_a_working_time(schedule: Schedule, since: datetime, work: timedelta) -> None:
    local = due(schedule, since, work).astimezone(ZoneInfo(schedule.timezone))
    assert local.isoweekday() in schedule.days
    assert schedule.opens <= local.time() <= schedule.closes


@given(SCHEDULES, MOMENTS, MOMENTS, WORK)
def test_who_asks_later_waits_no_less(schedule: Schedule, one: datetime, other: datetime, work: timedelta) -> None:
    earlier, later = sorted((one, other))
    assert due(schedule, earlier, work) <= due(schedule, later, work)


@given(SCHEDULES, MOMENTS, WORK, WORK)
def test_work_adds_up(schedule: Schedule, since: datetime, one: timedelta, other: timedelta) -> None:
    assert due(schedule, due(schedule, since, one), other) == due(schedule, since, one + other)


def test_friday_afternoon_is_due_on_monday() -> None:
    friday = datetime(2026, 11, 27, 16, tzinfo=ZoneInfo("Europe/Berlin"))
    assert due(OFFICE, friday, timedelta(hours=4)) == datetime(2026, 11, 30, 12, tzinfo=ZoneInfo("Europe/Berlin"))


def test_numbers_keep_their_form_beyond_six_digits() -> None:
    assert [number(1), number(999_999), number(1_000_000)] == ["T-000001", "T-999999", "T-1000000"]


def test_nothing_leads_out_of_closed() -> None:
    assert TICKET.is_final("closed")
