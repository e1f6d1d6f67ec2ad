"""Work of workspaces that take no changes now: it waits in the inbox and goes on when they are open again.

Jobs wait unless they say otherwise (`@job(held=False)`: purging, mail about the workspace itself). Events are handled,
for they tell of what has happened already, unless handling one does something that must not be done now
(`@on(…, held=True)`). A workspace that this service has not heard of is taken for open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.transport.base import Envelope

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime
    from mewayz_kit.uow import UnitOfWork

OPEN = ("active",)
LOOK_AGAIN = timedelta(hours=1)
"""When held work asks again by itself, in case the word of the reinstatement overtook it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One row that this worker may handle until its lease ends."""

    id: int
    consumer: str
    envelope: Envelope
    attempts: int


async def set_aside(runtime: "Runtime", claims: Sequence[Claim]) -> list[Claim]:
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
    now = runtime.clock.now()
    await give_back(runtime, held, state="held", due=now + LOOK_AGAIN)
    await give_back(runtime, dropped, state="done", due=now, last_error="The workspace was purged.")
    gone = {claim.id for claim in (*held, *dropped)}
    return [claim for claim in claims if claim.id not in gone]


async def give_back(runtime: "Runtime", claims: Sequence[Claim], **values: Any) -> None:
    """Return rows that were claimed and not worked; it was no try, and nobody who has taken one since is disturbed."""
    inbox = runtime.service.tables.inbox
    mine = sa.tuple_(inbox.c.id, inbox.c.attempts).in_([(claim.id, claim.attempts) for claim in claims])
    if claims:
        async with runtime.db.write.begin() as connection:
            given = sa.update(inbox).where(mine, inbox.c.state == "leased")
            await connection.execute(given.values(attempts=inbox.c.attempts - 1, **values))


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
