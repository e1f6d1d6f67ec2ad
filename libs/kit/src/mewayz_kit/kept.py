"""What one process keeps in memory of something it read: for seconds, then read again."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from mewayz_kit.clock import Clock

V = TypeVar("V")


class Kept(Generic[V]):
    """One answer. Its time is counted from when it was asked for, however often it is used."""

    def __init__(self, read: Callable[[], Awaitable[V]], *, seconds: float, clock: Clock) -> None:
        self._read = read
        self._seconds = seconds
        self._clock = clock
        self._known: tuple[float, V] | None = None

    async def get(self) -> V:
        """The answer, not older than `seconds`."""
        now = self._clock.monotonic()
        if self._known is None or now - self._known[0] >= self._seconds:
            self._known = (now, await self._read())
        return self._known[1]

    def forget(self) -> None:
        """Read again at the next use."""
        self._known = None
