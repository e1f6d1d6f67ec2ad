"""The relay: moves committed outbox rows to the transport, in order, at least once.

Urgent rows (`Event`, `urgent=True`) are the first of every batch, so a revocation waits for the batch that is on its
way and not for the hundred thousand events of an import before it. Among themselves they keep their order.

It always reads what is *unpublished*, never `id > last`: auto-increment order is not commit order, so a cursor
would step over a row whose transaction commits late. A compare-and-set lease keeps relays of other processes
away without holding a transaction open while sending.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mewayz_kit.ids import new_id
from mewayz_kit.loops import keep_stepping
from mewayz_kit.telemetry import RELAY_LAG
from mewayz_kit.transport.base import Envelope

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

LEASE = timedelta(seconds=30)
LEASE_NAME = "outbox"
BATCH = 500


class Relay:
    """Publishes the outbox of one service. Any number may run; one at a time holds the lease."""

    def __init__(self, runtime: "Runtime") -> None:
        self._runtime = runtime
        self._tables = runtime.service.tables
        self._owner = new_id()

    async def run(self) -> None:
        """Relay until cancelled: at once when woken, otherwise every second."""
        await keep_stepping(self.step, name="outbox", pause=1, wanted=self._runtime.relay_wanted)

    async def step(self) -> int:
        """Send what is waiting, batch by batch; answers how many rows were sent and marked."""
        if not await self._waiting(limit=1) or not await self._take_lease():
            return 0
        held, total = True, 0
        try:
            while held:
                rows = await self._waiting()
                messages = [Envelope.model_validate_json(row.envelope) for row in rows]
                sent = await self._runtime.transport.publish(messages)
                self._tell_lag(messages[:sent])
                more = sent == len(rows) == BATCH
                total += sent
                if sent == 0:
                    break
                held = await self._mark([row.id for row in rows[:sent]], keep=more) and more
        finally:
            if held:
                await self._release_lease()
        return total

    def _tell_lag(self, sent: Sequence[Envelope]) -> None:
        now, service = self._runtime.clock.now(), {"mewayz.service": self._runtime.service.name}
        for message in sent:
            RELAY_LAG.record(max(0.0, (now - message.time).total_seconds()), service)

    async def _take_lease(self) -> bool:
        lease, now = self._tables.relay_lease, self._runtime.clock.now()
        free = (lease.c.until <= now) | (lease.c.owner == self._owner)
        async with self._runtime.db.write.begin() as connection:
            taken = await connection.execute(
                sa.update(lease).where(lease.c.name == LEASE_NAME, free).values(owner=self._owner, until=now + LEASE)
            )
            if taken.rowcount:
                return True
            try:
                # Not `insert_ignore`: MySQL counts a row that was there already as affected.
                await connection.execute(sa.insert(lease).values(name=LEASE_NAME, owner=self._owner, until=now + LEASE))
            except IntegrityError:
                return False
            return True

    async def _waiting(self, *, limit: int = BATCH) -> Sequence[Any]:
        outbox = self._tables.outbox
        waiting = (
            sa.select(outbox.c.id, outbox.c.envelope)
            .where(outbox.c.published_at.is_(None))
            .order_by(outbox.c.priority, outbox.c.id)
            .limit(limit)
        )
        async with self._runtime.db.read.connect() as connection:
            return (await connection.execute(waiting)).all()

    async def _mark(self, ids: Sequence[int], *, keep: bool) -> bool:
        """Mark rows as sent and, in the same transaction, renew or give back the lease; False if it was lost."""
        outbox, now = self._tables.outbox, self._runtime.clock.now()
        async with self._runtime.db.write.begin() as connection:
            await connection.execute(sa.update(outbox).where(outbox.c.id.in_(ids)).values(published_at=now))
            renewed = await connection.execute(self._lease_until(now + LEASE if keep else now))
        return renewed.rowcount == 1

    async def _release_lease(self) -> None:
        async with self._runtime.db.write.begin() as connection:
            await connection.execute(self._lease_until(self._runtime.clock.now()))

    def _lease_until(self, moment: datetime) -> sa.Update:
        lease = self._tables.relay_lease
        return sa.update(lease).where(lease.c.name == LEASE_NAME, lease.c.owner == self._owner).values(until=moment)
