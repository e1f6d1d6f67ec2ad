"""Clocks that tests move. No product process can load one unless its operator names it, and no image holds them."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

OFFSET_FILE = "MEWAYZ_TEST_CLOCK_FILE"


class ManualClock:
    """Stands still until told to move.

    Starts today in the early afternoon (UTC): no test depends on the hour it runs at, or begins on a timer's stroke.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime.now(UTC).replace(hour=12, minute=20, second=30, microsecond=0)
        self._moved = 0.0

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self._now

    def monotonic(self) -> float:
        """How far it has been moved, in seconds; a jump backwards makes nothing younger."""
        return self._moved

    def advance(self, **delta: float) -> None:
        """Move forward: `clock.advance(days=8)`."""
        self.set(self._now + timedelta(**delta))

    def set(self, moment: datetime) -> None:
        """Jump, forwards or backwards."""
        self._moved += abs((moment - self._now).total_seconds())
        self._now = moment


class OffsetClock:
    """The machine's clock plus the seconds written in a file: moves processes that a test runner has started."""

    def __init__(self) -> None:
        self._file = Path(os.environ[OFFSET_FILE])

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    def monotonic(self) -> float:
        """The machine's, moved as well: what is remembered ages with the house."""
        return time.monotonic() + self._offset()

    def _offset(self) -> float:
        try:
            return float(self._file.read_text() or 0)
        except FileNotFoundError:
            return 0.0
