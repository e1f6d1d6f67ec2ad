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
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pymysql
from sqlalchemy.engine import make_url
from tests.load.crm import API, Crm, crm
from tests.load.tools import must, own_rss_mib

ROWS = 20_000
STORED = ("contacts", "contact_emails")
"""Where an imported row ends up."""
FOLLOWED_SECONDS = 30.0
URL = f"{API}/contacts/imports"


async def main() -> None:
    """Print the table."""
    async with crm() as house:
        workspace = await house.bench.workspace(features=["contacts"])
        one, before = await upload(house.owner(workspace)), own_rss_mib()
        checked, _ = await work(house, workspace, one, "validate", "validated")
        stored, highest = await work(house, workspace, one, "start", "completed")
        events = await follow(house)
        bulk = await asyncio.to_thread(load_data, house.url, workspace)
    print(f"### Import of {ROWS:,} contacts with an address, in process, beside `LOAD DATA` of the same rows\n")
    print("| what | rows/s | ratio |\n|---|---|---|")
    for name, rate in (
        ("LOAD DATA", ROWS / bulk),
        ("import", ROWS / stored),
        ("its dry run", ROWS / checked),
        ("what follows from a row, afterwards", events),
    ):
        print(f"| {name} | {rate:.0f} | {rate * bulk / ROWS:.3f} |")
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


async def work(house: Crm, workspace: UUID, one: str, verb: str, wanted: str) -> tuple[float, float]:
    """Seconds until the state is `wanted`, and the highest memory on the way."""
    began, highest = time.perf_counter(), 0.0
    must(await house.owner(workspace).post(f"{one}/{verb}"))
    # The relay is not asked: what follows from the rows is timed by itself.
    while await house.bench._runner.step():
        highest = max(highest, own_rss_mib())
    seconds, done = time.perf_counter() - began, must(await house.owner(workspace).get(one)).json()
    if done["state"] != wanted or done["created"] != ROWS:
        raise SystemExit(f"the import did not make {ROWS} contacts: {done}")
    return seconds, highest


async def follow(house: Crm) -> float:
    """Rows per second whose events are sent and handled by everybody who listens."""
    began, sent, handled = time.perf_counter(), await house.bench._relay.step(), 0
    listeners = max(1, len(await house.bench.inbox("pending")) // max(1, sent))
    while time.perf_counter() - began < FOLLOWED_SECONDS and (step := await house.bench._runner.step()):
        handled += step
    return handled / listeners / (time.perf_counter() - began)


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
