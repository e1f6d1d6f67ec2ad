"""When a notice may make noise, in the zone of its reader."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_workspace.notification_preferences.rules import Quiet, next_digest, quiet_until, release, zone_of

BERLIN, KATHMANDU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")
NIGHT = Quiet(time(22), time(7))
moments = st.integers(1_704_067_200, 1_830_297_600).map(lambda second: datetime.fromtimestamp(second, UTC))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
zones = st.sampled_from([BERLIN, KATHMANDU, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia"), ZoneInfo("UTC")])


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-25T20:59:00Z", None),
        ("2026-11-25T21:00:00Z", "2026-11-26T06:00:00Z"),
        ("2026-11-26T05:59:59Z", "2026-11-26T06:00:00Z"),
        ("2026-11-26T06:00:00Z", None),
        # The night in which summer time ends: seven o'clock is an hour further away.
        ("2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"),
        ("2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"),
    ],
)
def test_the_night_ends_at_seven_where_the_reader_is(now: str, until: str | None) -> None:
    found = quiet_until(datetime.fromisoformat(now), BERLIN, NIGHT)
    assert found == (datetime.fromisoformat(until) if until else None)


@given(now=moments, start=clocks, end=clocks, zone=zones)
def test_quiet_ends_within_a_day_and_is_over_then(now: datetime, start: time, end: time, zone: ZoneInfo) -> None:
    if start == end:
        return
    until = quiet_until(now, zone, Quiet(start, end))
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert until.astimezone(zone).time() == end or until.astimezone(zone).time().hour == end.hour + 1


@given(now=moments, zone=zones, kind=st.sampled_from(["daily", "weekly"]))
def test_a_digest_comes_at_eight(now: datetime, zone: ZoneInfo, kind: str) -> None:
    moment = next_digest(now, zone, kind)
    assert moment is not None
    assert now < moment <= now + timedelta(days=8 if kind == "weekly" else 2)
    local = moment.astimezone(zone)
    assert local.hour == 8
    assert kind == "daily" or local.isoweekday() == 1


def test_what_waits_and_what_never_does() -> None:
    night = datetime(2026, 11, 25, 23, tzinfo=UTC)
    about = {"zone": BERLIN, "quiet": NIGHT, "digest": "daily"}
    assert release(night, category="security", channel="email", **about) is None
    assert release(night, category="sales", channel="in_app", **about) is None
    mail = release(night, category="sales", channel="email", **about)
    push = release(night, category="sales", channel="push", **about)
    assert mail is not None
    assert push is not None
    assert (mail.reason, mail.due) == ("digest", datetime(2026, 11, 26, 7, tzinfo=UTC))
    assert (push.reason, push.due) == ("quiet", datetime(2026, 11, 26, 6, tzinfo=UTC))
    late = Quiet(time(22), time(9))
    held = release(night, category="sales", channel="email", zone=BERLIN, quiet=late, digest="daily")
    assert held is not None
    assert held.due == datetime(2026, 11, 26, 8, tzinfo=UTC)


def test_an_unknown_zone_is_utc() -> None:
    assert [zone_of(name).key for name in (None, "Mars/Olympus", "../etc", "Europe/Berlin")] == [
        "UTC",
        "UTC",
        "UTC",
        "Europe/Berlin",
    ]
