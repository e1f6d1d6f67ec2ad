"""Answers of other services, remembered for a short time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from mewayz_kit.errors import Unavailable

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """One question per key at a time, its answer kept `fresh` seconds, a "no" (None) `absent` seconds.

    When the service that knows is away, an answer not older than `stale` seconds may stand in where the caller
    allows it. An eviction also voids the questions in flight: their answers may be older than the event.
    """

    def __init__(
        self,
        ask: Callable[[K], Awaitable[V | None]],
        *,
        fresh: float,
        absent: float,
        stale: float = 0.0,
        bound: int = 20_000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._fresh = fresh
        self._absent = absent
        self._stale = stale
        self._bound = bound
        self._now = now
        self._known: dict[K, tuple[float, V | None]] = {}
        self._asking: dict[K, asyncio.Future[V | None]] = {}
        self._generation = 0

    def peek(self, key: K) -> V | None:
        """The fresh answer, without asking; None also when there is no fresh one."""
        known = self._known.get(key)
        return known[1] if known is not None and self._now() - known[0] < self._fresh else None

    def knows(self, key: K) -> bool:
        """Whether `get` would answer without asking; a remembered "no" counts too."""
        known = self._known.get(key)
        return known is not None and self._now() - known[0] < (self._absent if known[1] is None else self._fresh)

    async def get(self, key: K, *, stale_allowed: bool = False) -> V | None:
        """The answer; raises `Unavailable` when it cannot be had."""
        if self.knows(key):
            return self._known[key][1]
        try:
            return await self._asked(key)
        except Unavailable:
            known = self._known.get(key)
            if stale_allowed and known and known[1] is not None and self._now() - known[0] < self._stale:
                return known[1]
            raise

    async def _asked(self, key: K) -> V | None:
        asking = self._asking.get(key)
        if asking is None:
            asking = asyncio.ensure_future(self._question(key))
            self._asking[key] = asking
            asking.add_done_callback(lambda done: self._answered(key, done))
        return await asyncio.shield(asking)

    async def _question(self, key: K) -> V | None:
        generation, asked = self._generation, self._now()
        answer = await self._ask(key)
        if generation == self._generation:
            self._make_room()
            self._known[key] = (asked, answer)
        return answer

    def _answered(self, key: K, done: "asyncio.Future[V | None]") -> None:
        if self._asking.get(key) is done:
            del self._asking[key]
        if not done.cancelled():
            done.exception()

    def _make_room(self) -> None:
        if len(self._known) < self._bound:
            return
        for key in list(self._known)[: self._bound // 4]:
            del self._known[key]

    def evict(self, chosen: Callable[[K, V | None], bool]) -> None:
        """Forget every answer that `chosen` picks, and do not trust those still under way."""
        self._generation += 1
        self._asking.clear()
        for key in [key for key, (_, value) in self._known.items() if chosen(key, value)]:
            del self._known[key]
