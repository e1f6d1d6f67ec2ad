"""The relay: moves committed outbox rows to the transport, in order, at least once.

It always reads what is *unpublished*, never `id > last`: auto-increment order is not commit order, so a cursor
would step over a row whose transaction commits late. A compare-and-set lease keeps relays of other processes
away without holding a transaction open while sending.
"""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

log = structlog.get_logger(__name__)
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
        wanted = self._runtime.relay_wanted
        while True:
            wanted.clear()
            try:
                sent = await self.step()
            except (DBAPIError, OSError) as error:
                log.warning("outbox.unreachable", error=type(error).__name__)
                sent = 0
            if not sent:
                try:
                    await asyncio.wait_for(wanted.wait(), timeout=1)
                except TimeoutError:
                    continue

    async def step(self) -> int:
        """Send one batch; answers how many rows were sent and marked."""
        if not await self._pending():
            return 0
        if not await self._take_lease():
            return 0
        try:
            return await self._send()
        finally:
            await self._release_lease()

    async def _pending(self) -> bool:
        outbox = self._tables.outbox
        async with self._runtime.db.read.connect() as connection:
            probe = sa.select(outbox.c.id).where(outbox.c.published_at.is_(None)).limit(1)
            return (await connection.execute(probe)).first() is not None

    async def _take_lease(self) -> bool:
        lease, now = self._tables.relay_lease, self._runtime.clock.now()
        free = (lease.c.until <= now) | (lease.c.owner == self._owner)
        async with self._runtime.db.write.begin() as connection:
            taken = await connection.execute(
                sa.update(lease)
                .where(lease.c.name == LEASE_NAME, free)
                .values(owner=self._owner, until=now + LEASE)
            )
            if taken.rowcount:
                return True
            try:
                # Not `insert_ignore`: MySQL counts a row that was there already as affected.
                await connection.execute(
                    sa.insert(lease).values(name=LEASE_NAME, owner=self._owner, until=now + LEASE)
                )
            except IntegrityError:
                return False
            return True

    async def _release_lease(self) -> None:
        lease = self._tables.relay_lease
        async with self._runtime.db.write.begin() as connection:
            await connection.execute(
                sa.update(lease)
                .where(lease.c.name == LEASE_NAME, lease.c.owner == self._owner)
                .values(until=self._runtime.clock.now())
            )

    async def _send(self) -> int:
        outbox = self._tables.outbox
        waiting = (
            sa.select(outbox.c.id, outbox.c.envelope)
            .where(outbox.c.published_at.is_(None))
            .order_by(outbox.c.id)
            .limit(BATCH)
        )
        async with self._runtime.db.read.connect() as connection:
            rows = (await connection.execute(waiting)).all()
        sent = await self._runtime.transport.publish(
            [Envelope.model_validate_json(row.envelope) for row in rows]
        )
        if sent:
            async with self._runtime.db.write.begin() as connection:
                await connection.execute(
                    sa.update(outbox)
                    .where(outbox.c.id.in_([row.id for row in rows[:sent]]))
                    .values(published_at=self._runtime.clock.now())
                )
        return sent
