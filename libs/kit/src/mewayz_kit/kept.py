"""What one process keeps in memory of something it read: for seconds, then read again."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Generic, TypeVar

from mewayz_kit.clock import Clock

K = TypeVar("K")
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


class KeptEach(Generic[K, V]):
    """One answer for each key, as `Kept` keeps it; before there are more than `most`, all are forgotten."""

    def __init__(self, read: Callable[[K], Awaitable[V]], *, seconds: float, clock: Clock, most: int = 10_000) -> None:
        self._make: Callable[[K], Kept[V]] = lambda key: Kept(partial(read, key), seconds=seconds, clock=clock)
        self._most = most
        self._kept: dict[K, Kept[V]] = {}

    async def get(self, key: K) -> V:
        """The answer for this key, not older than `seconds`."""
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            kept = self._kept[key] = self._make(key)
        return await kept.get()

    def forget(self, key: K) -> None:
        """Read again at the next use."""
        self._kept.pop(key, None)
