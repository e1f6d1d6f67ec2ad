"""When a step is due: waits by the clock on the wall, and windows. Pure (crm.md §8, time rules)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mewayz_crm.sequences.steps.schemas import DAYS, Window

ABSOLUTE = frozenset({"minutes", "hours"})
LOOKED_AT = 15
"""Days in which an opening is looked for: one window a week, which a change of the clocks may leave out once."""


def after_wait(moment: datetime, *, amount: int, unit: str, zone: str) -> datetime:
    """The moment at the end of a wait that begins at `moment`.

    Minutes and hours are absolute. Days and weeks keep the wall clock of `zone`: a wall time that does not exist moves
    forward by the gap, one that is there twice means the first, which is what `fold=0` says.
    """
    if unit in ABSOLUTE:
        return moment + timedelta(**{unit: amount})
    there = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (there + timedelta(**{unit: amount})).replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def is_open(moment: datetime, windows: Sequence[Window], *, zone: str) -> bool:
    """Whether a mail may leave at `moment`; without windows it always may."""
    there = moment.astimezone(ZoneInfo(zone))
    day = DAYS[there.weekday()]
    return not windows or any(day in one.days and one.from_hour <= there.hour < one.until_hour for one in windows)


def opening(moment: datetime, windows: Sequence[Window], *, zone: str) -> datetime:
    """`moment` if a mail may leave then, else when the next window opens."""
    if is_open(moment, windows, zone=zone):
        return moment
    first = moment.astimezone(ZoneInfo(zone)).date()
    openings = (
        begins
        for ahead in range(LOOKED_AT)
        for one in windows
        if (begins := _begins(first + timedelta(days=ahead), one, zone)) > moment
        and is_open(begins, windows, zone=zone)
    )
    return min(openings)


def _begins(day: date, window: Window, zone: str) -> datetime:
    """When a window would open on a day; on one that is none of its days, `is_open` says no."""
    return datetime.combine(day, time(window.from_hour), ZoneInfo(zone)).astimezone(UTC)
