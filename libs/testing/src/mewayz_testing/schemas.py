"""Databases for tests: built by the real migrations, once per worker, and given back clean after each test."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mewayz_kit.db import open_database
from mewayz_kit.migrations import migrate
from mewayz_kit.service import Service


class SqliteSchemas:
    """A migrated file per service is the template; each test works on a copy."""

    dialect = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready: set[str] = set()

    def prepare(self, service: Service) -> None:
        """Migrate the template of `service`, once."""
        if service.name not in self._ready:
            migrate(service, f"sqlite+aiosqlite:///{self._folder}/{{service}}.db")
            self._ready.add(service.name)

    def lend(self, service: Service, folder: Path) -> str:
        """The URL of a fresh database for one test."""
        self.prepare(service)
        shutil.copy(self._folder / f"{service.name}.db", folder / f"{service.name}.db")
        return f"sqlite+aiosqlite:///{folder}/{{service}}.db"

    def restore(self, service: Service) -> None:
        """The copy goes with the test's folder."""


class MysqlSchemas:
    """One schema per worker and service; after a test its rows are what the migrations left."""

    dialect = "mysql"

    def __init__(self, create: Callable[[str], str]) -> None:
        """`create(service)` makes an empty schema and answers its URL."""
        self._create = create
        self._urls: dict[str, str] = {}
        self._seeds: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def prepare(self, service: Service) -> None:
        """Create and migrate the schema of `service`, once, and remember its reference rows."""
        if service.name not in self._urls:
            url = self._create(service.name)
            migrate(service, url)
            self._urls[service.name] = url
            self._seeds[service.name] = asyncio.run(_rows(url, service.base.metadata))

    def lend(self, service: Service, folder: Path) -> str:
        """The URL of the schema, clean."""
        self.prepare(service)
        return self._urls[service.name]

    def restore(self, service: Service) -> None:
        """Put the rows back to what they were after migration."""
        seeds = self._seeds[service.name]
        asyncio.run(_reset(self._urls[service.name], service.base.metadata, seeds))


async def _rows(url: str, metadata: sa.MetaData) -> dict[str, list[dict[str, Any]]]:
    database = open_database(url, pool_size=1)
    try:
        async with database.read.connect() as connection:
            found = {}
            for table in metadata.sorted_tables:
                rows = (await connection.execute(sa.select(table))).mappings().all()
                if rows:
                    found[table.name] = [dict(row) for row in rows]
            return found
    finally:
        await database.close()


async def _reset(url: str, metadata: sa.MetaData, seeds: dict[str, list[dict[str, Any]]]) -> None:
    database = open_database(url, pool_size=1)
    try:
        async with database.write.begin() as connection:
            await connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS=0")
            for table in reversed(metadata.sorted_tables):
                await connection.execute(sa.delete(table))
            for table in metadata.sorted_tables:
                if table.name in seeds:
                    await connection.execute(sa.insert(table), seeds[table.name])
            await connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS=1")
    finally:
        await database.close()
