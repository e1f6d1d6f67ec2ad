"""Does a list stay flat: the newest page, a page in the middle and a filtered page at 1k, 100k and 1M contacts."""

import asyncio
import statistics
import time
from uuid import UUID

import httpx2
import sqlalchemy as sa
from tests.load.tools import must

from mewayz_kit.db import open_database
from mewayz_kit.ids import new_id
from mewayz_kit.service import installed_services
from mewayz_testing import servers
from mewayz_testing.bench import ServiceBench
from mewayz_testing.schemas import MysqlSchemas

URL = "/api/v1/crm/contacts"
SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 40


async def grow(url: str, workspace: UUID, target: int) -> None:
    """Multiply the contacts of a workspace inside the database, with new ids and times, until there are enough."""
    database = open_database(url, pool_size=1)
    async with database.write.begin() as connection:
        columns = [
            row.column_name
            for row in await connection.execute(
                sa.text(
                    "SELECT column_name AS column_name FROM information_schema.columns "
                    "WHERE table_schema = DATABASE() AND table_name = 'contacts' ORDER BY ordinal_position"
                )
            )
        ]
        have = await connection.scalar(
            sa.text("SELECT COUNT(*) FROM contacts WHERE workspace_id = :w"), {"w": workspace.bytes}
        )
        chosen = ", ".join(
            {"id": "RANDOM_BYTES(16)", "created_at": "created_at - INTERVAL FLOOR(RAND() * 1e8) MICROSECOND"}.get(c, c)
            for c in columns
        )
        while have < target:
            take = min(have, target - have)
            rows = f"SELECT {chosen} FROM contacts WHERE workspace_id = :w LIMIT {take}"
            copy = f"INSERT INTO contacts ({', '.join(columns)}) {rows}"
            await connection.execute(sa.text(copy), {"w": workspace.bytes})
            have += take
    async with database.write.connect() as connection:
        await connection.execute(sa.text("ANALYZE TABLE contacts"))
    await database.close()


async def median_ms(client: httpx2.AsyncClient, parameters: dict[str, str]) -> float:
    """The median of some identical requests."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        must(await client.get(URL, params=parameters))
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


async def main() -> None:
    """Print one table; ratios are against 1,000 contacts."""
    [service] = installed_services(["crm"])
    schemas = MysqlSchemas(servers.create_schema)
    await asyncio.to_thread(schemas.prepare, service)
    url = schemas._urls[service.name]
    print("### List of 25 contacts by size, in process (median ms, ratio to 1,000 contacts)\n")
    print("| contacts | newest page | a page in the middle | filtered by lifecycle stage |\n|---|---|---|---|")
    base: list[float] = []
    async with ServiceBench.open(service, url, files_url="file:///tmp/load") as bench:
        workspace = await bench.workspace(workspace_id=new_id(), features=["contacts"])
        member = bench.member(workspace)
        for number in range(200):
            must(
                await member.post(URL, json={"first_name": f"n{number}", "last_name": "Load", "allow_duplicate": True})
            )
        for size in SIZES:
            await grow(url, workspace, size)
            middle = (bench.clock.now().timestamp() - 50, 0)
            figures = [
                await median_ms(member, {"limit": "25"}),
                await median_ms(member, {"limit": "25", "created_at[lt]": _iso(middle[0])}),
                await median_ms(member, {"limit": "25", "lifecycle_stage": "lead"}),
            ]
            base = base or figures
            cells = " | ".join(f"{value:.1f} ({value / first:.2f})" for value, first in zip(figures, base, strict=True))
            print(f"| {size:,} | {cells} |")
    servers.drop_schemas()
    print()


def _iso(seconds: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
