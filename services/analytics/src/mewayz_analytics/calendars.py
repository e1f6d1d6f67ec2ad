"""Days, weeks and months of a zone over UTC quarter hours; pure functions for every feature.

A bucket belongs to the local date of its start. Between two changes of the zone's offset that is integer
arithmetic, so the database can group by it: `(start + offset) // 86400` is the number of the local day.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

Granularity = Literal["day", "week", "month", "total"]
Period = date | None
"""The first date of a period; None for the whole range."""
DAY = 86_400
QUARTER = 900
EPOCH = date(1970, 1, 1)
MAX_PERIODS = 1000
MAX_DAYS = 3700


@dataclass(frozen=True, slots=True)
class Segment:
    """From Unix time `start` on, local time is UTC plus `offset` seconds."""

    start: int
    offset: int


@dataclass(frozen=True)
class Calendar:
    """Local dates `first` to `last`, both included, in a zone, cut into periods."""

    first: date
    last: date
    zone: ZoneInfo
    granularity: Granularity = "day"

    @property
    def days(self) -> int:
        """How many local dates."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """The moment the first date begins."""
        return midnight(self.first, self.zone)

    @property
    def before(self) -> datetime:
        """The moment the last date is over."""
        return midnight(self.last + timedelta(days=1), self.zone)

    @cached_property
    def segments(self) -> list[Segment]:
        """The stretches of constant offset, in order."""
        begin, end = int(self.since.timestamp()), int(self.before.timestamp())
        found = [Segment(begin, self._offset(begin))]
        for day in range(begin, end, DAY):
            limit = min(day + DAY, end)
            if self._offset(limit) == found[-1].offset:
                continue
            for moment in range(day, limit + QUARTER, QUARTER):
                if self._offset(moment) != found[-1].offset:
                    found.append(Segment(moment, self._offset(moment)))
        return found

    @property
    def starts(self) -> list[Period]:
        """The first date of each period; the first and the last period may be cut by the range."""
        return list(dict.fromkeys(period_start(day, self.granularity) for day in self._dates()))

    def date_of(self, moment: int) -> date:
        """The local date at a Unix time inside the range."""
        segment = self.segments[bisect_right([s.start for s in self.segments], moment) - 1]
        return EPOCH + timedelta(days=(moment + segment.offset) // DAY)

    def period_of(self, moment: int) -> Period:
        """The first date of the period a Unix time lies in."""
        return period_start(self.date_of(moment), self.granularity)

    def by(self, granularity: Granularity) -> "Calendar":
        """The same dates, cut into other periods."""
        return Calendar(self.first, self.last, self.zone, granularity)

    def back(self, compare: Literal["previous", "year"]) -> "Calendar":
        """As many days right before, or the same dates a year earlier (29 February becomes the 28th)."""
        if compare == "previous":
            span = timedelta(days=self.days)
            return Calendar(self.first - span, self.last - span, self.zone, self.granularity)
        return Calendar(_year_before(self.first), _year_before(self.last), self.zone, self.granularity)

    def _offset(self, moment: int) -> int:
        offset = datetime.fromtimestamp(moment, self.zone).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def _dates(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(self.days))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment a local date begins, also where midnight is skipped or repeated."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def today(now: datetime, zone: ZoneInfo) -> date:
    """The local date of a moment."""
    return now.astimezone(zone).date()


def period_start(day: date, granularity: Granularity) -> Period:
    """The first date of the day, ISO week (Monday) or month of `day`; None for the total.

    >>> period_start(date(2026, 11, 25), "week"), period_start(date(2026, 11, 25), "month")
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 1))
    """
    if granularity == "total":
        return None
    if granularity == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if granularity == "month" else day


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
