"""The token bucket: the generic cell rate algorithm, of which one moment is stored. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

HOUR = timedelta(hours=1)


class Taken(NamedTuple):
    """How many mails a throttle lets go now, and its new mark."""

    number: int
    mark: datetime


class Bucket(NamedTuple):
    """What is limited, and to how many mails an hour."""

    key: str
    per_hour: int


def take(*, mark: datetime | None, per_hour: int, wanted: int, now: datetime) -> Taken:
    """Take mails from a bucket that holds those of one minute, at least one; no hour ever gets more than `per_hour`.

    `mark` is the moment up to which mails are taken: it is all that is stored.
    """
    holds, apart = _bucket(per_hour)
    start = max(mark or now, now)
    number = max(0, min(wanted, (now + apart * holds - start) // apart))
    return Taken(number, start + apart * number)


def reserve(*, mark: datetime, per_hour: int, now: datetime) -> tuple[datetime, datetime]:
    """Set the next mail aside, however far off it is: when it may go, and the new mark."""
    start = max(mark, now)
    return max(now, next_token(start, per_hour=per_hour)), start + _bucket(per_hour)[1]


def next_token(mark: datetime, *, per_hour: int) -> datetime:
    """When a bucket with this mark lets the next mail go."""
    holds, apart = _bucket(per_hour)
    return mark - apart * (holds - 1)


def _bucket(per_hour: int) -> tuple[int, timedelta]:
    """How many mails it holds, and how far they are apart: as much slower as a full bucket is ahead."""
    holds = max(1, per_hour // 60)
    return holds, timedelta(microseconds=-(-HOUR // timedelta(microseconds=1) // (per_hour - holds + 1)))
