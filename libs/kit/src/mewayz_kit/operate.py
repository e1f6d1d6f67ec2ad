"""What operators do with messages: look at dead ones, try them again, drop them, publish events once more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa

from mewayz_kit.clock import load_clock
from mewayz_kit.db import Database, open_database, service_url
from mewayz_kit.service import Service


@asynccontextmanager
async def _database(service: Service) -> AsyncIterator[Database]:
    settings = service.load_settings()
    database = open_database(service_url(settings.database_url.get_secret_value(), service.name))
    try:
        yield database
    finally:
        await database.close()


async def list_inbox(service: Service, row_id: int | None) -> list[str]:
    """Dead rows, or one row of any state: id, state, attempts, consumer, type, error."""
    inbox = service.tables.inbox
    chosen = inbox.c.id == row_id if row_id else inbox.c.state == "dead"
    async with _database(service) as database, database.read.connect() as connection:
        rows = (await connection.execute(sa.select(inbox).where(chosen).order_by(inbox.c.id).limit(500))).all()
    return [f"{r.id}\t{r.state}\t{r.attempts}\t{r.consumer}\t{r.type}\t{r.last_error or ''}" for r in rows]


async def retry(service: Service, row_id: int | None) -> list[str]:
    """Make dead rows due now, with all their attempts."""
    now = load_clock(service.load_settings().clock).now()
    return await _change(service, row_id, {"state": "pending", "attempts": 0, "due": now}, "will be tried again")


async def discard(service: Service, row_id: int | None) -> list[str]:
    """Count one dead row as done without handling it."""
    if row_id is None:
        return ["name the row with --id"]
    return await _change(service, row_id, {"state": "done"}, "discarded")


async def _change(service: Service, row_id: int | None, values: dict[str, Any], done: str) -> list[str]:
    inbox = service.tables.inbox
    change = sa.update(inbox).where(inbox.c.state == "dead").values(**values)
    if row_id is not None:
        change = change.where(inbox.c.id == row_id)
    async with _database(service) as database, database.write.begin() as connection:
        count = (await connection.execute(change)).rowcount
    return [f"{count} rows {done}"]


async def replay_outbox(service: Service, type_: str) -> int:
    """Mark events of a type as unpublished, as far back as they are kept (`replay_days`); consumers drop what they have
    handled before."""
    outbox = service.tables.outbox
    change = (
        sa.update(outbox).where(outbox.c.type.like(type_), outbox.c.published_at.is_not(None)).values(published_at=None)
    )
    async with _database(service) as database, database.write.begin() as connection:
        count: int = (await connection.execute(change)).rowcount
    return count
