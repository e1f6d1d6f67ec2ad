"""An import of contacts beside `LOAD DATA` of the rows that it made: rows per second, and the memory it takes.

Aim (design, performance): 0.2 of `LOAD DATA` or better, in constant memory. What follows from the rows (timeline,
segments, scores, sequences) is handled afterwards, behind whatever else the workspace does, and timed by itself.
"""

import asyncio
import csv
import io
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pymysql
from sqlalchemy.engine import make_url
from tests.load.crm import API, Crm, crm
from tests.load.tools import must, own_rss_mib

ROWS = 20_000
STORED = ("contacts", "contact_emails", "contacts_words")
"""Where an imported row ends up."""
FOLLOWED_SECONDS = 30.0
URL = f"{API}/contacts/imports"


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one row: seconds on the wall, and CPU of this process."""

    seconds: float
    cpu: float

    def row(self, name: str, base: float) -> str:
        """A line of the table, with the ratio to as many seconds."""
        return f"| {name} | {1 / self.seconds:.0f} | {base / self.seconds:.3f} | {self.cpu * 1e6:.0f} |"


async def main() -> None:
    """Print the table."""
    async with crm() as house:
        workspace = await house.bench.workspace(features=["contacts"])
        one, before = await upload(house.owner(workspace)), own_rss_mib()
        checked, _ = await work(house, workspace, one, "validate", "validated")
        stored, highest = await work(house, workspace, one, "start", "completed")
        followed = await follow(house)
        bulk = await asyncio.to_thread(load_data, house.url, workspace) / ROWS
    print(f"### Import of {ROWS:,} contacts with an address, in process, beside `LOAD DATA` of the same rows\n")
    print("| what | rows/s | ratio | our CPU µs/row |\n|---|---|---|---|")
    print(f"| LOAD DATA | {1 / bulk:.0f} | 1.000 | |")
    print(stored.row("import", bulk))
    print(checked.row("its dry run", bulk))
    print(followed.row("what follows from a row, afterwards", bulk))
    print(f"\nResident memory: {before:.0f} MiB before, {highest:.0f} MiB at most while the rows were written.\n")


async def upload(member: httpx2.AsyncClient) -> str:
    """The path of an import that knows its columns."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["First name", "Last name", "Email", "City"])
    lines.writerows([f"F{n}", f"Load {n}", f"person{n}@load.example", "Bonn"] for n in range(ROWS))
    uploaded = must(await member.post(URL, content=text.getvalue().encode(), headers={"content-type": "text/csv"}))
    one = f"{URL}/{uploaded.json()['id']}"
    must(await member.post(f"{one}/map", json={"mapping": uploaded.json()["suggested"], "mode": "create"}))
    return one


async def work(house: Crm, workspace: UUID, one: str, verb: str, wanted: str) -> tuple[Cost, float]:
    """What a row costs until the state is `wanted`, and the highest memory on the way."""
    began, used, highest = time.perf_counter(), time.process_time(), 0.0
    must(await house.owner(workspace).post(f"{one}/{verb}"))
    # The relay is not asked: what follows from the rows is timed by itself.
    while await house.bench._runner.step():
        highest = max(highest, own_rss_mib())
    cost = Cost((time.perf_counter() - began) / ROWS, (time.process_time() - used) / ROWS)
    done = must(await house.owner(workspace).get(one)).json()
    if done["state"] != wanted or done["created"] != ROWS:
        raise SystemExit(f"the import did not make {ROWS} contacts: {done}")
    return cost, highest


async def follow(house: Crm) -> Cost:
    """What a row costs whose event is sent, kept for everybody who listens, and handled by them."""
    began, used = time.perf_counter(), time.process_time()
    sent = await house.bench._relay.step()
    kept = Cost((time.perf_counter() - began) / sent, (time.process_time() - used) / sent)
    listeners, handled = len(await house.bench.inbox("pending")) / sent, 0
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < FOLLOWED_SECONDS and (step := await house.bench._runner.step()):
        handled += step
    rows = handled / listeners
    return Cost(
        kept.seconds + (time.perf_counter() - began) / rows,
        kept.cpu + (time.process_time() - used) / rows,
    )


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
