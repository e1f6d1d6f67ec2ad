"""Does size matter? The list of 25 at 1k, 100k and 1M contacts, and a CSV import beside `LOAD DATA` of its rows.

Aim (design, performance): a list at 1M costs at most 1.3 of one at 1k, filtered by an indexed field at most 2; an
import runs at 0.2 of `LOAD DATA` or better.
"""

import asyncio
import csv
import io
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pymysql
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection
from tests.load.tools import must

from mewayz_kit.db import open_database, service_url
from mewayz_kit.ids import new_id
from mewayz_kit.service import installed_services
from mewayz_testing import servers
from mewayz_testing.bench import ServiceBench
from mewayz_testing.schemas import MysqlSchemas

URL = "/api/v1/crm/contacts"
SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 20
SEEDS = 50
SPREAD_SECONDS = 100
"""Over which the contacts were created, whatever their number."""
IMPORTED = 1_000
STORED = ("contacts", "contact_emails")
"""Where an imported row ends up."""


async def grow(url: str, workspace: UUID, target: int) -> None:
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
        chosen = ", ".join(
            {
                "id": f"UNHEX(CONCAT('{int(time.time()):08X}', LPAD(HEX(@n := @n + 1), 24, '0')))",
                "created_at": f"created_at - INTERVAL FLOOR(RAND() * {SPREAD_SECONDS}e6) MICROSECOND",
            }.get(column, f"`{column}`")
            for column in columns
        )
        await connection.execute(sa.text("SET @n := :have"), {"have": have})
        names = ", ".join(f"`{column}`" for column in columns)
        while have < target:
            take = min(have, 10_000, target - have)
            seeds = f"(SELECT * FROM contacts WHERE workspace_id = :w LIMIT {take}) AS seeds"
            copy = f"INSERT INTO contacts ({names}) SELECT {chosen} FROM {seeds}"
            await connection.execute(sa.text(copy), {"w": workspace.bytes})
            await connection.commit()
            have += take
        if missing := {name: text for name, text in indexes.items() if name not in await _indexes(connection)}:
            added = ", ".join(f"ADD {text}" for text in missing.values())
            await connection.execute(sa.text(f"ALTER TABLE contacts {added}"))
        await connection.execute(sa.text("ANALYZE TABLE contacts"))
    await database.close()


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


async def median_ms(client: httpx2.AsyncClient, parameters: dict[str, str]) -> float:
    """The median of some identical requests."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        must(await client.get(URL, params=parameters))
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


async def lists(bench: ServiceBench, url: str) -> None:
    """The first table; ratios are against the smallest size."""
    print("### List of 25 contacts by size, in process (median ms, ratio to 1,000 contacts)\n")
    print("| contacts | newest page | a page in the middle | filtered by lifecycle stage |\n|---|---|---|---|")
    workspace = await bench.workspace(workspace_id=new_id(), features=["contacts"])
    member = bench.member(workspace)
    for number in range(SEEDS):
        body = {"first_name": f"n{number}", "last_name": "Load", "allow_duplicate": True}
        must(await member.post(URL, json=body))
    middle = datetime.fromtimestamp(bench.clock.now().timestamp() - SPREAD_SECONDS / 2, UTC)
    asked = (
        {"limit": "25"},
        {"limit": "25", "created_at[lt]": middle.isoformat().replace("+00:00", "Z")},
        {"limit": "25", "lifecycle_stage": "lead"},
    )
    base: list[float] = []
    for size in SIZES:
        await grow(url, workspace, size)
        figures = [await median_ms(member, parameters) for parameters in asked]
        base = base or figures
        cells = " | ".join(f"{value:.1f} ({value / first:.2f})" for value, first in zip(figures, base, strict=True))
        print(f"| {size:,} | {cells} |", flush=True)


async def imports(bench: ServiceBench, url: str) -> None:
    """The second table: rows per second of an import as a person runs it, and of `LOAD DATA` of the rows it made."""
    workspace = await bench.workspace(features=["contacts"])
    member, text = bench.member(workspace), io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["First name", "Last name", "Email", "City"])
    lines.writerows([f"F{n}", f"Load {n}", f"person{n}@load.example", "Bonn"] for n in range(IMPORTED))
    uploaded = must(
        await member.post(f"{URL}/imports", content=text.getvalue().encode(), headers={"content-type": "text/csv"})
    ).json()
    one = f"{URL}/imports/{uploaded['id']}"
    must(await member.post(f"{one}/map", json={"mapping": uploaded["suggested"], "mode": "create"}))
    seconds = {}
    for verb in ("validate", "start"):
        began = time.perf_counter()
        must(await member.post(f"{one}/{verb}"))
        await bench.run_until_idle()
        seconds[verb] = time.perf_counter() - began
    done = must(await member.get(one)).json()
    if done["created"] != IMPORTED:
        raise SystemExit(f"the import did not make {IMPORTED} contacts: {done}")
    bulk = await asyncio.to_thread(load_data, url, workspace)
    print(f"\n### Import of {IMPORTED:,} contacts with an address, in process, beside `LOAD DATA` of the same rows\n")
    print("| what | rows/s | ratio |\n|---|---|---|")
    for name, took in (
        ("LOAD DATA", bulk),
        ("import", seconds["start"]),
        ("its dry run", seconds["validate"]),
    ):
        print(f"| {name} | {IMPORTED / took:.0f} | {bulk / took:.3f} |")


def load_data(url: str, workspace: UUID) -> float:
    """Seconds to load what the import stored into empty tables of the same form."""
    parts, total = make_url(url), 0.0
    connection = pymysql.connect(
        host=parts.host,
        port=parts.port or 3306,
        unix_socket=parts.query.get("unix_socket"),
        user=parts.username,
        password=parts.password or "",
        database=parts.database,
        local_infile=True,
    )
    with connection, connection.cursor() as cursor, tempfile.TemporaryDirectory() as folder:
        for table in STORED:
            cursor.execute(f"SELECT * FROM {table} WHERE workspace_id = %s", (workspace.bytes,))
            names = [column[0] for column in cursor.description or ()]
            file = Path(folder, table)
            file.write_text("".join("\t".join(map(_cell, row)) + "\n" for row in cursor.fetchall()))
            cursor.execute(f"CREATE TABLE loaded_{table} LIKE {table}")
            binary = _binary(cursor, table)
            into = ", ".join(f"@{name}" if name in binary else f"`{name}`" for name in names)
            back = ", ".join(f"`{name}` = UNHEX(@{name})" for name in binary)
            began = time.perf_counter()
            cursor.execute(f"LOAD DATA LOCAL INFILE '{file}' INTO TABLE loaded_{table} ({into}) SET {back}")
            connection.commit()
            total += time.perf_counter() - began
    return total


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.hex() if isinstance(value, bytes) else str(value).replace("\\", "\\\\")


def _binary(cursor: Any, table: str) -> Sequence[str]:
    cursor.execute(f"SHOW COLUMNS FROM {table}")
    return [row[0] for row in cursor.fetchall() if row[1].startswith("binary")]


async def main() -> None:
    """Print both tables."""
    [service] = installed_services(["crm"])
    schemas = MysqlSchemas(servers.create_schema)
    await asyncio.to_thread(schemas.prepare, service)
    url = service_url(schemas._urls[service.name], service.name)
    with tempfile.TemporaryDirectory() as folder:
        async with ServiceBench.open(service, url, files_url=f"file://{folder}") as bench:
            await imports(bench, url)
            print()
            await lists(bench, url)
    servers.drop_schemas()
    print()
