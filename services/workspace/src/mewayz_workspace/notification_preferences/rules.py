"""Who hears of what on which channel, and when: pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mewayz_kit.notices import Category

CATEGORIES: tuple[str, ...] = get_args(Category)
CHANNELS = ("in_app", "email", "push")
ALWAYS = frozenset({"security", "billing"})
"""Categories that cannot be switched off in the product and by mail, and that nothing holds back."""
BY_DEFAULT = frozenset({"security", "billing", "team", "work", "sales"})
DIGESTS = ("off", "daily", "weekly")
DIGEST_AT = time(8)
"""When a digest leaves, in the reader's zone; a weekly one on Mondays (ISO 8601)."""


class Quiet(NamedTuple):
    """Hours of the day without mail and push; `end` may lie on the next day."""

    start: time
    end: time


def default(category: str, channel: str) -> bool:
    """What holds until a person chooses: everything in the product, the important part by mail and push."""
    return channel == "in_app" or category in BY_DEFAULT


def locked(category: str, channel: str) -> bool:
    """Whether nobody may switch it off: push is a device's own matter, the other two are not."""
    return category in ALWAYS and channel != "push"


def enabled(category: str, channel: str, chosen: Mapping[tuple[str, str], bool]) -> bool:
    """Whether a channel is on for a category."""
    if locked(category, channel):
        return True
    return chosen.get((category, channel), default(category, channel))


def zone_of(name: str | None) -> ZoneInfo:
    """The zone of a person, UTC while it is unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def quiet_until(now: datetime, zone: ZoneInfo, quiet: Quiet | None) -> datetime | None:
    """When the quiet hours that hold now end, in UTC; None when it is not quiet."""
    if quiet is None:
        return None
    local = now.astimezone(zone)
    overnight = quiet.start > quiet.end
    clock = local.time().replace(tzinfo=None)
    if overnight and clock >= quiet.start:
        return _moment(local.date() + timedelta(days=1), quiet.end, zone)
    if (overnight or clock >= quiet.start) and clock < quiet.end:
        return _moment(local.date(), quiet.end, zone)
    return None


def next_digest(now: datetime, zone: ZoneInfo, kind: str) -> datetime | None:
    """When the next digest leaves, in UTC; None for a person who wants none."""
    if kind == "off":
        return None
    day = now.astimezone(zone).date()
    while True:
        moment = _moment(day, DIGEST_AT, zone)
        if moment > now and (kind == "daily" or day.isoweekday() == 1):
            return moment
        day += timedelta(days=1)


class Release(NamedTuple):
    """When a held notice leaves, and why it waits: `digest` or `quiet`."""

    due: datetime
    reason: str


def release(
    now: datetime, *, category: str, channel: str, zone: ZoneInfo, quiet: Quiet | None, digest: str
) -> Release | None:
    """What holds a notice back on a channel; None when it leaves now."""
    if category in ALWAYS or channel == "in_app":
        return None
    if channel == "email" and (due := next_digest(now, zone, digest)) is not None:
        return Release(quiet_until(due, zone, quiet) or due, "digest")
    until = quiet_until(now, zone, quiet)
    return None if until is None else Release(until, "quiet")


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
