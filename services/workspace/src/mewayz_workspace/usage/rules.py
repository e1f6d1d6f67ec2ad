"""When usage is worth a warning: pure."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

UNLIMITED = -1
WARN_PERCENT = 80
GIB = 1024**3
MOST = 2**53
"""The largest limit in bytes (8 PiB): it still fits the column of the counter, and a JSON number."""
BYTES = {"workspace.media_bytes": "workspace.media_gib"}
"""Metrics counted in bytes whose limit is in GiB."""

Level = Literal["quiet", "warned", "exceeded"]


def limit_of(metric: str, limits: dict[str, int]) -> int:
    """The limit of a metric in the unit it is counted in."""
    if metric in BYTES:
        gib = limits.get(BYTES[metric], 0)
        return gib if gib == UNLIMITED else min(gib * GIB, MOST)
    return limits.get(metric, 0)


def level(used: int, limit: int) -> Level:
    """`exceeded` from 100 % on, `warned` from 80 %; something that is unlimited or not there is quiet."""
    if limit == UNLIMITED or limit <= 0:
        return "quiet"
    if used >= limit:
        return "exceeded"
    return "warned" if used * 100 >= limit * WARN_PERCENT else "quiet"


def month_of(moment: datetime, zone: str) -> str:
    """The calendar month of a moment where the workspace is: `2026-11`."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m}"
