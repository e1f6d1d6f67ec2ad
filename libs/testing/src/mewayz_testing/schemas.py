"""Databases for tests: built by the real migrations, once per worker, and given back clean after each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from mewayz_kit.db import Database, open_database
from mewayz_kit.migrations import migrate
from mewayz_kit.service import Service

_free: dict[str, list[Database]] = {}


@contextmanager
def kept_database(url: str) -> Iterator[Database]:
    """Engines for `url`, those of an earlier test where they are free: new ones would compile every statement again,
    which was an eighth of the time of a test."""
    free = _free.setdefault(url, [])
    database = free.pop() if free else open_database(url)
    try:
        yield database
    finally:
        free.append(database)


class SqliteSchemas:
    """A migrated file per service is the template; each test works on a copy, which always lies at the same place."""

    dialect = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies = folder / "copies"
        self._copies.mkdir()
        self._ready: set[str] = set()

    def prepare(self, service: Service) -> None:
        """Migrate the template of `service`, once."""
        if service.name not in self._ready:
            migrate(service, f"sqlite+aiosqlite:///{self._folder}/{{service}}.db")
            self._ready.add(service.name)

    def lend(self, service: Service) -> str:
        """The URL of a fresh database for one test; the one before has ended."""
        self.prepare(service)
        for old in self._copies.glob(f"{service.name}.db*"):
            old.unlink()
        shutil.copy(self._folder / f"{service.name}.db", self._copies)
        return f"sqlite+aiosqlite:///{self._copies}/{{service}}.db"

    def restore(self, service: Service) -> None:
        """The next test gets a new copy."""


class MysqlSchemas:
    """One schema per worker and service; after a test its rows are what the migrations left."""

    dialect = "mysql"

    def __init__(self, create: Callable[[str], str]) -> None:
        """`create(service)` makes an empty schema and answers its URL."""
        self._create = create
        self._urls: dict[str, str] = {}
        self._seeds: dict[str, Seeds] = {}

    def prepare(self, service: Service) -> None:
        """Create and migrate the schema of `service`, once, and remember its reference rows."""
        if service.name not in self._urls:
            url = self._create(service.name)
            migrate(service, url)
            self._urls[service.name] = url
            self._seeds[service.name] = asyncio.run(_remember(url, service.base.metadata))

    def lend(self, service: Service) -> str:
        """The URL of the schema, clean."""
        self.prepare(service)
        return self._urls[service.name]

    def restore(self, service: Service) -> None:
        """Put the rows back to what they were after migration."""
        asyncio.run(_reset(self._urls[service.name], service.base.metadata, self._seeds[service.name]))


class Seeds(NamedTuple):
    """The rows that migrations wrote, by table, and by what one sees that a table still holds just them."""

    rows: dict[str, list[dict[str, Any]]]
    checksums: dict[str, int]


async def _remember(url: str, metadata: sa.MetaData) -> Seeds:
    async with _connected(url) as connection:
        rows = {}
        for table in metadata.sorted_tables:
            found = (await connection.execute(sa.select(table))).mappings().all()
            if found:
                rows[table.name] = [dict(row) for row in found]
        return Seeds(rows, await _checksums(connection, rows))


async def _reset(url: str, metadata: sa.MetaData, seeds: Seeds) -> None:
    """Empty what a test has filled, and only that: most tests touch few of many tables."""
    async with _connected(url) as connection:
        filled = set(await connection.scalars(_filled(metadata)))
        now = await _checksums(connection, seeds.rows)
        same = {name for name, checksum in now.items() if checksum == seeds.checksums[name]}
        await connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS=0")
        for table in metadata.sorted_tables:
            if table.name in filled - same:
                await connection.execute(sa.delete(table))
            if table.name in seeds.rows.keys() - same:
                await connection.execute(sa.insert(table), seeds.rows[table.name])
        await connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS=1")


def _filled(metadata: sa.MetaData) -> sa.CompoundSelect[str]:
    """The names of the tables that have rows, as one question."""
    return sa.union_all(
        *(
            sa.select(sa.literal(table.name)).where(sa.exists(sa.select(sa.literal(1)).select_from(table)))
            for table in metadata.sorted_tables
        )
    )


async def _checksums(connection: AsyncConnection, names: Iterable[str]) -> dict[str, int]:
    wanted = ", ".join(sorted(names))
    if not wanted:
        return {}
    rows = await connection.exec_driver_sql(f"CHECKSUM TABLE {wanted}")
    return {row["Table"].rpartition(".")[2]: row["Checksum"] for row in rows.mappings()}


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[AsyncConnection]:
    database = open_database(url, pool_size=1)
    try:
        async with database.write.begin() as connection:
            yield connection
    finally:
        await database.close()
