"""Engines: the only module that makes one.

MySQL and MariaDB: one pool that writes (READ COMMITTED) and one in autocommit for reads, so that a read is one
round trip. SQLite: WAL, a write pool of one connection whose transactions begin IMMEDIATE (two writers wait for
each other instead of failing later), and a separate read pool.
"""

import asyncio
import sqlite3
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util.concurrency import in_greenlet

LOCK_WAIT_SECONDS = 5
DEADLOCK = 1213
IDLE_SECONDS = 1.0


@dataclass(slots=True)
class Database:
    """The two engines of one service. `dialect` is `mysql`, `mariadb` or `sqlite`."""

    write: AsyncEngine
    read: AsyncEngine

    @property
    def dialect(self) -> str:
        """Name of the SQL dialect."""
        return self.write.dialect.name

    async def ping(self) -> None:
        """One round trip; raises when the database does not answer."""
        async with self.read.connect() as connection:
            await connection.execute(sa.text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.write.dispose()
        await self.read.dispose()


def service_url(template: str, service: str) -> str:
    """The database URL of one service: `{service}` in the template becomes its name."""
    return template.replace("{service}", service)


def open_database(url: str, *, pool_size: int = 10) -> Database:
    """Engines for `url`; nothing connects yet."""
    common: dict[str, Any] = {
        "hide_parameters": True,
        # Who gives a connection back has committed or rolled back; the pool's own ROLLBACK is a round trip for nothing.
        "pool_reset_on_return": None,
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": _load_json,
    }
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url, common)
    pool = {"pool_size": pool_size, "max_overflow": pool_size, "pool_recycle": 1800, "pool_timeout": 10}
    write = create_async_engine(url, isolation_level="READ COMMITTED", **pool, **common)
    read = create_async_engine(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, **pool, **common)
    for engine in (write, read):
        event.listen(engine.sync_engine, "connect", _prepare_mysql)
    _ask_the_doubtful(write, read)
    return Database(write, read)


def _load_json(stored: Any) -> Any:
    """SQLite keeps a document that is a bare number as a number."""
    return stored if isinstance(stored, int | float) else orjson.loads(stored)


def _prepare_mysql(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET SESSION innodb_lock_wait_timeout={LOCK_WAIT_SECONDS}, time_zone='+00:00'")
    cursor.close()


def _ask_the_doubtful(*engines: AsyncEngine) -> None:
    """Ping a connection before it is lent when it was idle, or was not used since another was lost; a dead one is
    replaced, and with it all of its pool. So nobody meets the connections that a restart of the database has ended.

    Asking each time (`pool_pre_ping`) costs a round trip, 150 µs, of every read; a busy pool is never asked here.
    """
    lost = 0.0

    def look(connection: Any, record: Any, _lent: object) -> None:
        now = monotonic()
        used = record.info.get("used", now)
        if used < lost or now - used > IDLE_SECONDS:
            try:
                engines[0].dialect.do_ping(connection)
            except Exception as error:  # drivers have many ways to say so
                raise InvalidatePoolError from error

    def note_use(_connection: object, record: Any) -> None:
        record.info["used"] = monotonic()

    def note_loss(*_: object) -> None:
        nonlocal lost
        lost = monotonic()

    for engine in engines:
        event.listen(engine.sync_engine, "checkout", look)
        event.listen(engine.sync_engine, "checkin", note_use)
        event.listen(engine.sync_engine, "invalidate", note_loss)


def _open_sqlite(url: str, common: dict[str, Any]) -> Database:
    arguments = {"check_same_thread": False, "timeout": 30, "isolation_level": None}
    common |= {"poolclass": AsyncAdaptedQueuePool, "connect_args": arguments}
    write = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=30, **common)
    common |= {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    read = create_async_engine(url, pool_size=4, max_overflow=4, **common)
    for engine in (write, read):
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(write.sync_engine, "begin", _begin_immediate)
    event.listen(write.sync_engine, "invalidate", _end_transaction)
    return Database(write, read)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLite's own `lower` knows ASCII only: a search for "müller" would not find "MÜLLER".
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    busy = f"busy_timeout={LOCK_WAIT_SECONDS * 1000}"
    for pragma in (busy, "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _end_transaction(connection: Any, _record: object, _error: object) -> None:
    """Roll back before a connection is thrown away, as happens to one whose task was cancelled in a transaction.

    Closing is not enough: SQLite keeps a closed connection and its locks for as long as a cursor of it lives
    (sqlite3_close_v2), here until the traceback of the cancellation is forgotten.
    """
    if in_greenlet():
        connection.run_async(lambda driver: asyncio.shield(driver.rollback()))


def is_deadlock(error: BaseException) -> bool:
    """Whether the database chose this transaction to end a deadlock: all of it is undone, and another try can begin.

    Savepoints are gone as well then; going back to one fails, so the deadlock may be what this was raised after.
    """
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, sa.exc.DBAPIError) and found.orig is not None and found.orig.args[:1] == (DEADLOCK,):
            return True
        found = found.__context__
    return False


def is_lock_trouble(error: sa.exc.DBAPIError) -> bool:
    """Whether the database gave up waiting (lock wait timeout, deadlock victim, busy file)."""
    original = error.orig
    code = original.args[0] if original is not None and original.args else None
    return code in {1205, DEADLOCK, 3572} or (
        isinstance(original, sqlite3.OperationalError) and "locked" in str(original)
    )
