"""Time, passed in: product code never reads the system clock itself, so tests can move it."""

from datetime import UTC, datetime
from importlib import import_module
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    """Where the present comes from."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only grow, from no particular moment: how old something in memory is."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return monotonic()


def load_clock(path: str | None) -> Clock:
    """The clock named `module:Class`, or the system clock. Only a test runner names another one."""
    if not path:
        return SystemClock()
    module, _, name = path.partition(":")
    clock: Clock = getattr(import_module(module), name)()
    return clock


def rfc3339(moment: datetime) -> str:
    """`2026-11-24T16:00:00.000000Z`: the one form in which times leave the product."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
