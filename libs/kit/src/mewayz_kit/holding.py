"""Work of workspaces that take no changes now: it waits in the inbox and goes on when they are open again.

Jobs wait unless they say otherwise (`@job(held=False)`: purging, mail about the workspace itself). Events are handled,
for they tell of what has happened already, unless handling one does something that must not be done now
(`@on(…, held=True)`). A workspace that this service has not heard of is taken for open.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.transport.base import Envelope

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime
    from mewayz_kit.uow import UnitOfWork

OPEN = ("active",)
LOOK_AGAIN = timedelta(hours=1)
"""When held work asks again by itself, in case the word of the reinstatement overtook it."""


class Claimed(Protocol):
    """A row that a runner has leased."""

    @property
    def id(self) -> int:
        """Of the row."""

    @property
    def consumer(self) -> str:
        """The handler's name."""

    @property
    def envelope(self) -> Envelope:
        """The message."""

    @property
    def attempts(self) -> int:
        """Including this one."""


Row = TypeVar("Row", bound=Claimed)


async def set_aside(runtime: "Runtime", claims: Sequence[Row]) -> list[Row]:
    """The claims that may be worked now.

    Those of closed workspaces are given back without counting as a try, those of purged ones are dropped.
    """
    handlers = runtime.inbox.handlers
    waiting = {
        claim.id: claim.envelope.workspaceid
        for claim in claims
        if claim.envelope.workspaceid and claim.consumer in handlers and handlers[claim.consumer].held
    }
    if not waiting:
        return list(claims)
    closed, purged = await _not_open(runtime, set(waiting.values()))
    held = [claim for claim in claims if waiting.get(claim.id) in closed - purged]
    dropped = [claim for claim in claims if waiting.get(claim.id) in purged]
    if held or dropped:
        inbox, now = runtime.service.tables.inbox, runtime.clock.now()
        async with runtime.db.write.begin() as connection:
            for rows, values in (
                (held, {"state": "held", "attempts": inbox.c.attempts - 1, "due": now + LOOK_AGAIN}),
                (dropped, {"state": "done", "due": now, "last_error": "The workspace was purged."}),
            ):
                mine = sa.tuple_(inbox.c.id, inbox.c.attempts).in_([(row.id, row.attempts) for row in rows])
                if rows:
                    await connection.execute(sa.update(inbox).where(mine, inbox.c.state == "leased").values(**values))
    gone = {claim.id for claim in (*held, *dropped)}
    return [claim for claim in claims if claim.id not in gone]


async def _not_open(runtime: "Runtime", asked: set[UUID]) -> tuple[set[UUID], set[UUID]]:
    tenants, stones = runtime.service.tables.workspaces, runtime.service.tables.tombstones
    closed = sa.select(tenants.c.workspace_id).where(tenants.c.workspace_id.in_(asked), tenants.c.status.not_in(OPEN))
    purged = sa.select(stones.c.id).where(stones.c.kind == "workspace", stones.c.id.in_(asked))
    async with runtime.db.read.connect() as connection:
        return set((await connection.execute(closed)).scalars()), set((await connection.execute(purged)).scalars())


async def let_go(uow: "UnitOfWork") -> None:
    """A workspace is open again: look at all held work now. What belongs to another closed one is held again."""
    inbox = uow.tables.inbox
    await uow.execute(sa.update(inbox).where(inbox.c.state == "held").values(due=uow.now))
    uow.after_commit(uow.runtime.work_wanted.set)
