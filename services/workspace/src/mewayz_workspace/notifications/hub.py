"""Wake-ups of streams: at once within one process; for what other processes write, one look a second for all.

A thousand open streams cost one query a second, not a thousand: the hub asks for the newest numbers of everybody
who waits, and wakes only those who have something to read.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel import col

from mewayz_kit.ids import new_id
from mewayz_kit.service import Runtime
from mewayz_kit.tokens import service_principal
from mewayz_kit.uow import Cause, UnitOfWork
from mewayz_workspace.notifications.models import NotificationFeed

log = structlog.get_logger(__name__)
Events = list[tuple[int, bytes]]
"""Numbers of notifications, and the events that tell of them."""
LOOK_SECONDS = 1.0
AT_ONCE = 500
"""How many people one query asks for."""


@dataclass(eq=False, slots=True)
class Waiter:
    """A stream that has shown everything up to `seen`."""

    seen: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """Who waits for notifications of whom, in this process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._waiting: defaultdict[UUID, set[Waiter]] = defaultdict(set)
        self._watcher: asyncio.Task[None] | None = None
        self._reading: dict[tuple[UUID, int], asyncio.Future[Events]] = {}

    def wake(self, user_id: UUID) -> None:
        """Something was committed for this person."""
        for waiter in self._waiting.get(user_id, ()):
            waiter.woken.set()

    async def wait(self, user_id: UUID, *, seen: int, seconds: float) -> bool:
        """True when this person has more than `seen`, False after `seconds` without."""
        waiter = Waiter(seen)
        self._waiting[user_id].add(waiter)
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.ensure_future(self._watch())
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(waiter.woken.wait(), timeout=seconds)
            return waiter.woken.is_set()
        finally:
            self._waiting[user_id].discard(waiter)
            if not self._waiting[user_id]:
                del self._waiting[user_id]

    async def share(self, key: tuple[UUID, int], read: Callable[[], Awaitable[Events]]) -> Events:
        """What `read` gives; who asks for the same while it runs gets the same. It ends even if nobody waits."""
        reading = self._reading.get(key)
        if reading is None:
            reading = self._reading[key] = asyncio.ensure_future(read())
            reading.add_done_callback(lambda _done: self._reading.pop(key, None))
        return await asyncio.shield(reading)

    async def _watch(self) -> None:
        """Look for what other processes have written, as long as somebody waits."""
        while self._waiting:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except Exception as error:  # the database is away: streams stay open and go on when it is back
                log.warning("notifications.unseen", error=type(error).__name__)

    async def _look(self) -> None:
        everybody = list(self._waiting)
        for start in range(0, len(everybody), AT_ONCE):
            people = everybody[start : start + AT_ONCE]
            for user_id, last_seq in await self._newest(people):
                for waiter in self._waiting.get(user_id, ()):
                    if waiter.seen < last_seq:
                        waiter.woken.set()

    async def _newest(self, people: list[UUID]) -> list[tuple[UUID, int]]:
        principal = service_principal(self._runtime.service.name, None)
        uow = UnitOfWork(self._runtime, principal, cause=Cause(correlation_id=new_id()), writes=False)
        statement = sa.select(col(NotificationFeed.user_id), col(NotificationFeed.last_seq))
        try:
            with uow.unscoped("one look for everybody who has a stream open"):
                found = await uow.execute(statement.where(col(NotificationFeed.user_id).in_(people)))
            return [(row.user_id, row.last_seq) for row in found]
        finally:
            await uow.close()
