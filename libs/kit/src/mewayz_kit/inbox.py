"""The durable inbox: events, jobs and timers are rows, worked by one small runner.

A transport only inserts rows (`accept`). The runner claims due rows in a short transaction, then runs each
handler together with `state='done'` in one transaction, guarded by `attempts`, so that a worker whose lease ran
out rolls back instead of applying an effect twice.
"""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError

from mewayz_kit.db import is_lock_trouble
from mewayz_kit.events import PUBLIC, Handler, Reject
from mewayz_kit.holding import Claim, give_back, set_aside
from mewayz_kit.loops import keep_stepping
from mewayz_kit.portable import insert_ignore
from mewayz_kit.telemetry import HandlerObserver
from mewayz_kit.together import in_groups
from mewayz_kit.tombstones import of_the_living
from mewayz_kit.transport.base import Envelope
from mewayz_kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

__all__ = ["Inbox", "Runner", "Work"]
log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 12
MAX_BACKOFF = 3600
UNFINISHED = ("pending", "leased", "held")
MAX_BATCH = 400
QUICK_SECONDS, SLOW_SECONDS = 1.0, 5.0


class Inbox:
    """The inbox of one service: who is interested in what, and the rows."""

    def __init__(self, runtime: "Runtime", handlers: Sequence[Handler]) -> None:
        self._runtime = runtime
        self._table = runtime.service.tables.inbox
        self.handlers = {handler.consumer: handler for handler in handlers}
        if len(self.handlers) != len(handlers):
            raise ValueError(f"two handlers of {runtime.service.name} share a name")

    @property
    def types(self) -> list[str]:
        """Every event type some handler listens to."""
        return sorted({type_ for handler in self.handlers.values() for type_ in handler.types})

    def interested(self, envelope: Envelope) -> list[Handler]:
        """The handlers that want `envelope`."""
        return [
            handler
            for handler in self.handlers.values()
            if envelope.type in handler.types or (PUBLIC in handler.types and envelope.public)
        ]

    def insert(self) -> sa.Insert:
        """An insert of inbox rows that ignores messages already there."""
        return insert_ignore(self._runtime.db.dialect, self._table)

    def row(self, consumer: str, envelope: Envelope, *, due: datetime) -> dict[str, Any]:
        """The row by which `consumer` will handle `envelope`."""
        return {
            "consumer": consumer,
            "message_id": envelope.id,
            "type": envelope.type,
            "key": envelope.subject[:120],
            "envelope": envelope.model_dump_json(),
            "state": "pending",
            "attempts": 0,
            "due": due,
        }

    async def accept(self, envelopes: Sequence[Envelope]) -> None:
        """Keep each envelope once per interested handler; returns when they are committed."""
        now = self._runtime.clock.now()
        rows = [
            self.row(handler.consumer, envelope, due=now)
            for envelope in await of_the_living(self._runtime, envelopes)
            for handler in self.interested(envelope)
        ]
        if rows:
            async with self._runtime.db.write.begin() as connection:
                await connection.execute(self.insert(), rows)
            self._runtime.work_wanted.set()


class Runner:
    """Works the inbox of one service. Any number may run, in any number of processes."""

    def __init__(self, runtime: "Runtime", *, lanes: int = 4, batch: int = 50) -> None:
        self._runtime, self._table = runtime, runtime.service.tables.inbox
        self._lanes, self._batch = lanes, batch
        self._under_way: set[int] = set()
        self._strict = [name for name, handler in runtime.inbox.handlers.items() if handler.strict]
        own = [name for name, handler in runtime.inbox.handlers.items() if not handler.in_transaction]
        self._inside, self._outside = asyncio.Semaphore(lanes), {name: asyncio.Semaphore(lanes) for name in own}
        self._observer = HandlerObserver(runtime.service.name)

    async def run(self) -> None:
        """Work until cancelled; sleeps until something is due, at most a second."""
        async with asyncio.TaskGroup() as tasks:
            step = partial(self._step, tasks)
            await keep_stepping(step, name="inbox", pause=1, wanted=self._runtime.work_wanted)

    async def step(self) -> int:
        """One step and all that it began; answers how many rows were claimed."""
        async with asyncio.TaskGroup() as tasks:
            return await self._step(tasks)

    async def _step(self, tasks: asyncio.TaskGroup) -> int:
        """Schedule timers, claim one batch, handle it; who calls other systems goes on while the next step is made."""
        await self._schedule_timers()
        began, until = monotonic(), self._runtime.clock.now() + LEASE / 2
        claims = await self._claim()
        groups = in_groups(await set_aside(self._runtime, claims), self._runtime.inbox.handlers)
        started = [(group, tasks.create_task(self._in_lane(group, until))) for group in groups]
        inside = {task: len(group) for group, task in started if group[0].consumer not in self._outside}
        await asyncio.sleep(0)  # each takes its lane, or waits for one, before the next step asks which are full
        await asyncio.gather(*inside)
        self._adapt(sum(inside.values()), monotonic() - began)
        return len(claims)

    async def _in_lane(self, claims: Sequence[Claim], until: datetime) -> None:
        """Handle them when a lane is free. Each handler that calls other systems has lanes of its own, so that a system
        which does not answer delays nothing else; what waits for half of its lease goes back for other runners."""
        ids = {claim.id for claim in claims}
        self._under_way |= ids
        try:
            async with self._outside.get(claims[0].consumer, self._inside):
                if (now := self._runtime.clock.now()) >= until:
                    await give_back(self._runtime, claims, state="pending", due=now)
                elif len(claims) == 1 or not await self._handle_together(claims):
                    for claim in claims:
                        await self._handle(claim)
        except Exception as error:  # the database is away: the lease ends, and the row is claimed again
            log.warning("inbox.unreachable", error=type(error).__name__)
        finally:
            self._under_way -= ids
        self._runtime.work_wanted.set()

    def _adapt(self, number: int, seconds: float) -> None:
        """Quick work in larger batches, so that claiming costs little; slow work in small ones, which leave some for
        others."""
        if number == self._batch and seconds < QUICK_SECONDS:
            self._batch = min(2 * self._batch, MAX_BATCH)
        elif seconds > SLOW_SECONDS:
            self._batch = max(self._batch // 2, self._lanes)

    async def _schedule_timers(self) -> None:
        """Insert the current slot of each `@every`; the slot is part of the id, so replicas agree."""
        runtime = self._runtime
        now = runtime.clock.now()
        rows = []
        for handler in runtime.inbox.handlers.values():
            if handler.interval is None:
                continue
            slot = int(now.timestamp() // handler.interval.total_seconds())
            if runtime.timer_slots.get(handler.consumer) == slot:
                continue
            runtime.timer_slots[handler.consumer] = slot
            rows.append(runtime.inbox.row(handler.consumer, runtime.timer_envelope(handler, slot), due=now))
        if rows:
            async with runtime.db.write.begin() as connection:
                await connection.execute(runtime.inbox.insert(), rows)

    async def _claim(self) -> list[Claim]:
        table, now = self._table, self._runtime.clock.now()
        older = table.alias()
        blocking: sa.ColumnElement[bool] = older.c.state.in_(UNFINISHED)
        if self._strict:
            blocking |= (older.c.state == "dead") & older.c.consumer.in_(self._strict)
        blocked = sa.exists().where(
            older.c.consumer == table.c.consumer, older.c.key == table.c.key, blocking, older.c.id < table.c.id
        )
        full = [name for name, lanes in self._outside.items() if lanes.locked()]
        ready = table.c.state.in_(UNFINISHED) & (table.c.due <= now)
        # What takes longer here than its lease is not begun again beside itself.
        ready &= table.c.consumer.not_in(full) & table.c.id.not_in(self._under_way)
        due = (
            sa.select(table.c.id, table.c.consumer, table.c.envelope, table.c.attempts)
            .where(ready, ~blocked)
            .order_by(table.c.id)
            .limit(self._batch)
            .with_for_update(skip_locked=True)
        )
        async with self._runtime.db.read.connect() as connection:
            probe = sa.select(table.c.id).where(ready).limit(1)
            if (await connection.execute(probe)).first() is None:
                return []
        async with self._runtime.db.write.begin() as connection:
            rows = (await connection.execute(due)).all()
            if rows:
                await connection.execute(
                    sa.update(table)
                    .where(table.c.id.in_([row.id for row in rows]))
                    .values(state="leased", attempts=table.c.attempts + 1, due=now + LEASE)
                )
        return [
            Claim(row.id, row.consumer, Envelope.model_validate_json(row.envelope), row.attempts + 1) for row in rows
        ]

    async def _handle_together(self, claims: Sequence[Claim]) -> bool:
        """Many in one transaction; False when nothing came of it, so that each must be handled alone."""
        first, events = claims[0], [claim.envelope for claim in claims]
        unit = unit_of_work(self._runtime, first.envelope)
        with self._observer.handling(first.envelope, first.consumer, number=len(claims)) as seen:
            try:
                await self._runtime.inbox.handlers[first.consumer].function(events, unit)
                done: Any = await unit.session.execute(self._done(*claims))
                if done.rowcount == len(claims):
                    await unit.commit()
                    seen.outcome = "handled"
            except Exception as error:  # which of them it was shows when each is handled alone
                seen.outcome, seen.error = "failed", type(error).__name__
            finally:
                await unit.close()
        return seen.outcome == "handled"

    async def _handle(self, claim: Claim) -> None:
        with self._observer.handling(claim.envelope, claim.consumer) as seen:
            try:
                await self._work(claim)
                seen.outcome = "handled"
            except Exception as error:  # every failure of a handler becomes a retry or a dead row, never a lost one
                dead = isinstance(error, Reject) or claim.attempts >= MAX_ATTEMPTS
                seen.outcome, seen.error = "dead" if dead else "failed", type(error).__name__
                await self._fail(claim, error, dead=dead)

    async def _work(self, claim: Claim) -> None:
        handler = self._runtime.inbox.handlers.get(claim.consumer)
        if handler is None:
            raise Reject("no handler of this name is installed")
        if handler.in_transaction:
            await self._handle_inside(handler, claim)
        else:
            await handler(claim.envelope, Work(self._runtime, claim.envelope, claim.attempts))
            await self._finish(claim)

    async def _handle_inside(self, handler: Handler, claim: Claim) -> None:
        unit = unit_of_work(self._runtime, claim.envelope)
        try:
            await handler(claim.envelope, unit)
            done: Any = await unit.session.execute(self._done(claim))
            if done.rowcount == 1:
                await unit.commit()
        finally:
            await unit.close()

    def _done(self, *claims: Claim) -> sa.Update:
        """Mark done what was claimed equally often, unless a lease ran out and somebody else has claimed it since."""
        table, ids = self._table, [claim.id for claim in claims]
        return (
            sa.update(table)
            .where(table.c.id.in_(ids), table.c.attempts == claims[0].attempts, table.c.state == "leased")
            .values(state="done", due=self._runtime.clock.now(), last_error=None)
        )

    async def _finish(self, claim: Claim) -> None:
        async with self._runtime.db.write.begin() as connection:
            await connection.execute(self._done(claim))

    async def _fail(self, claim: Claim, error: Exception, *, dead: bool) -> None:
        lock = isinstance(error, DBAPIError) and is_lock_trouble(error)
        log.warning(
            "inbox.failed",
            consumer=claim.consumer,
            message_id=str(claim.envelope.id),
            attempts=claim.attempts,
            dead=dead,
            exc_info=not isinstance(error, Reject) and not lock,
        )
        table, now = self._table, self._runtime.clock.now()
        values = {
            "state": "dead" if dead else "pending",
            "due": now + backoff(claim.attempts),
            "last_error": f"{type(error).__name__}: {error}"[:1000],
        }
        async with self._runtime.db.write.begin() as connection:
            await connection.execute(
                sa.update(table).where(table.c.id == claim.id, table.c.attempts == claim.attempts).values(**values)
            )


def backoff(attempts: int) -> timedelta:
    """1 s, 2 s, 4 s … 1 h after the n-th failure; the jitter only ever makes it longer (at most a tenth)."""
    seconds = min(2 ** (attempts - 1), MAX_BACKOFF)
    return timedelta(seconds=seconds * (1 + random.random() / 10))  # noqa: S311 - jitter, not a secret
