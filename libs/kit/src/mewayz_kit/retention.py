"""What is old goes: its keys are read, then it is deleted by key, in short transactions.

`DELETE … WHERE expires_at < now` on MySQL locks all it walks over, along an index that nobody else locks along: a
deadlock with everyone who works on these rows by key, in a transaction as long as the heap is high.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from mewayz_kit.events import every
from mewayz_kit.inbox import Work
from mewayz_kit.portable import table_of

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

HANDLED = ("done", "kept")
"""Earlier versions called rows `kept` that were to stay for ever; they go as well."""
BATCH = 1000
SECONDS = 10.0  # that one call deletes at most: a timer with a few of them ends within its lease, its next run goes on


def by_key(key: Sequence[Any], found: Sequence[Any]) -> sa.ColumnElement[bool]:
    """The rows whose primary key is among `found`."""
    return sa.tuple_(*key).in_(found) if len(key) > 1 else key[0].in_([one for (one,) in found])


async def forget(runtime: "Runtime", target: Any, *which: Any, instead: Mapping[str, Any] | None = None) -> int:
    """Delete the rows of `target` (a model or table) that meet `which`, of every tenant, or set `instead` on them;
    answers how many there were.

    A row that no longer meets it when its turn comes stays.
    """
    table, until, count = table_of(target), monotonic() + SECONDS, 0
    key, old = list(table.primary_key), sa.and_(*which)
    # Wrapped like this, the condition is no way to the rows: they are found and locked by their key alone.
    still_old = sa.case((old, 1), else_=0) == 1
    change = sa.delete(table) if instead is None else sa.update(table).values(**instead)
    while monotonic() < until:
        async with runtime.db.read.connect() as connection:
            found = (await connection.execute(sa.select(*key).where(old).limit(BATCH))).all()
        if found:
            async with runtime.db.write.begin() as connection:
                count += (await connection.execute(change.where(by_key(key, found), still_old))).rowcount
        if len(found) < BATCH:
            break
    return count


@every("1h")
async def forget_old_messages(work: Work) -> None:
    """Events go when they can no longer be replayed, what was handled when no replay can bring it again, answers
    under a key after their 24 hours."""
    runtime, now = work.runtime, work.now
    keys, outbox, inbox = (getattr(runtime.service.tables, name) for name in ("idempotency", "outbox", "inbox"))
    days = timedelta(days=runtime.settings.replay_days)
    await forget(runtime, keys, keys.c.expires_at < now)
    await forget(runtime, outbox, outbox.c.published_at < now - days)
    await forget(runtime, inbox, inbox.c.state.in_(HANDLED), inbox.c.due < now - 2 * days)
