"""Wake-ups of streams within one process; across processes a stream looks once a second."""

import asyncio
from collections import defaultdict
from uuid import UUID
from weakref import WeakKeyDictionary

from mewayz_kit.service import Runtime


class Hub:
    """Who waits for notifications of whom."""

    def __init__(self) -> None:
        self._waiting: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)

    def wake(self, user_id: UUID) -> None:
        """Something was committed for this person."""
        for event in self._waiting.get(user_id, ()):
            event.set()

    async def wait(self, user_id: UUID, seconds: float) -> None:
        """Return at the next wake-up of this person, at the latest after `seconds`."""
        event = asyncio.Event()
        self._waiting[user_id].add(event)
        try:
            await asyncio.wait_for(event.wait(), timeout=seconds)
        except TimeoutError:
            return
        finally:
            self._waiting[user_id].discard(event)
            if not self._waiting[user_id]:
                del self._waiting[user_id]


_HUBS: WeakKeyDictionary[Runtime, Hub] = WeakKeyDictionary()


def hub_of(runtime: Runtime) -> Hub:
    """The hub that belongs to a runtime and goes with it."""
    return _HUBS.setdefault(runtime, Hub())
