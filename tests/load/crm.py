"""The CRM in this process on MySQL or MariaDB, and a workspace whose contacts are multiplied inside the database."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from tests.load.tools import must

from mewayz_kit.db import open_database, service_url
from mewayz_kit.ids import new_id
from mewayz_kit.logging import configure_logging
from mewayz_kit.run import settle
from mewayz_kit.service import installed_services
from mewayz_testing import servers
from mewayz_testing.bench import ServiceBench
from mewayz_testing.schemas import MysqlSchemas

API = "/api/v1/crm"
OWNER = UUID(int=1)
SEEDS = 50
SPREAD_SECONDS = 100
"""Over which the contacts were created, whatever their number."""
STAGES = ("subscriber", "lead", "customer")
VARIED = {
    "lifecycle_stage": f"ELT(1 + MOD(@n, {len(STAGES)}), {', '.join(map(repr, STAGES))})",
    "search_text": "CONCAT('n', @n, ' load ', 'g', MOD(@n, 400), ' d', MOD(@n, 3), ' f', MOD(@n, 7))",
    "name": "CONCAT('N', @n, ' Load')",
    "updated_at": f"updated_at - INTERVAL FLOOR(RAND() * {SPREAD_SECONDS}e6) MICROSECOND",
}
"""What `grow` may give each contact of its own, as SQL."""


@dataclass(frozen=True, slots=True)
class Crm:
    """The service, and where its rows are."""

    bench: ServiceBench
    url: str

    def owner(self, workspace: UUID) -> httpx2.AsyncClient:
        """The owner of a workspace, whose token is good for some minutes."""
        return self.bench.member(workspace, user_id=OWNER)

    async def workspace(self) -> UUID:
        """A workspace with a few contacts."""
        workspace = await self.bench.workspace(workspace_id=new_id(), features=["contacts"])
        member = self.owner(workspace)
        for number in range(SEEDS):
            body = {"first_name": f"n{number}", "last_name": "Load", "allow_duplicate": True}
            must(await member.post(f"{API}/contacts", json=body))
        return workspace


@asynccontextmanager
async def crm(**settings: Any) -> AsyncIterator[Crm]:
    """The service with empty tables, until the block ends."""
    configure_logging("WARNING")
    [service] = installed_services(["crm"])
    schemas = MysqlSchemas(servers.create_schema)
    await asyncio.to_thread(schemas.prepare, service)
    with tempfile.TemporaryDirectory() as folder:
        url = service_url(await asyncio.to_thread(schemas.lend, service, Path(folder)), service.name)
        async with ServiceBench.open(service, url, files_url=f"file://{folder}", **settings) as bench:
            settle()
            yield Crm(bench, url)
    servers.drop_schemas()


async def median_ms(attempt: Callable[[int], Awaitable[Any]], *, rounds: int) -> float:
    """The median of some rounds."""
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        await attempt(number)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


async def grow(url: str, workspace: UUID, target: int, *, varied: bool = False) -> None:
    """Multiply the contacts of a workspace inside the database, with new ids and times, until there are enough.

    Indexes are built afterwards, in one go: a million rows into eleven of them one by one take minutes.
    """
    database = open_database(url, pool_size=1)
    async with database.write.connect() as connection:
        have = await connection.scalar(
            sa.text("SELECT COUNT(*) FROM contacts WHERE workspace_id = :w"), {"w": workspace.bytes}
        )
        columns, indexes = await _columns(connection), await _indexes(connection)
        await connection.execute(sa.text("SET SESSION foreign_key_checks = 0, unique_checks = 0"))
        if target > 10 * have:
            dropped = ", ".join(f"DROP INDEX `{name}`" for name in indexes)
            await connection.execute(sa.text(f"ALTER TABLE contacts {dropped}"))
        own = {
            "id": f"UNHEX(CONCAT('{int(time.time()):08X}', LPAD(HEX(@n := @n + 1), 24, '0')))",
            "created_at": f"created_at - INTERVAL FLOOR(RAND() * {SPREAD_SECONDS}e6) MICROSECOND",
            **(VARIED if varied else {}),
        }
        columns.sort(key=lambda column: column != "id")  # the number of a row is raised before it is read
        chosen = ", ".join(own.get(column, f"`{column}`") for column in columns)
        await connection.execute(sa.text("SET @n := :have"), {"have": have})
        names = ", ".join(f"`{column}`" for column in columns)
        while have < target:
            take = min(have, 10_000, target - have)
            seeds = f"(SELECT * FROM contacts WHERE workspace_id = :w LIMIT {take}) AS seeds"
            copy = f"INSERT INTO contacts ({names}) SELECT {chosen} FROM {seeds}"
            await connection.execute(sa.text(copy), {"w": workspace.bytes})
            await connection.commit()
            have += take
        await _index_words(connection, workspace)
        if missing := {name: text for name, text in indexes.items() if name not in await _indexes(connection)}:
            added = ", ".join(f"ADD {text}" for text in missing.values())
            await connection.execute(sa.text(f"ALTER TABLE contacts {added}"))
        await connection.execute(sa.text("ANALYZE TABLE contacts, contacts_words"))
    await database.close()


async def _index_words(connection: AsyncConnection, workspace: UUID) -> None:
    """The words of contacts that were multiplied, each of up to five."""
    for number in range(1, 6):
        word = f"LOWER(SUBSTRING_INDEX(SUBSTRING_INDEX(search_text, ' ', {number}), ' ', -1))"
        words = f"SELECT workspace_id, {word}, id FROM contacts WHERE workspace_id = :w"
        await connection.execute(
            sa.text(f"INSERT IGNORE INTO contacts_words (workspace_id, word, record_id) {words}"),
            {"w": workspace.bytes},
        )
        await connection.commit()


async def _columns(connection: AsyncConnection) -> list[str]:
    rows = await connection.execute(sa.text("SHOW COLUMNS FROM contacts"))
    return [str(row[0]) for row in rows]


async def _indexes(connection: AsyncConnection) -> dict[str, str]:
    """The secondary indexes by name, as ALTER TABLE takes them."""
    found: dict[str, list[Any]] = {}
    for row in (await connection.execute(sa.text("SHOW INDEX FROM contacts"))).mappings():
        found.setdefault(row["Key_name"], []).append(row)
    return {
        name: f"{'' if rows[0]['Non_unique'] else 'UNIQUE '}INDEX `{name}` "
        f"({', '.join('`' + row['Column_name'] + '`' for row in rows)})"
        for name, rows in found.items()
        if name != "PRIMARY"
    }
