"""Segments by size: how long after an edit a contact has changed its segments, how long six nested ones take to open.

Aim (crm, acceptance scenario 6): at 1M contacts an edit changes membership in less than a second, without a rebuild,
and six nested segments open in less than two.
"""

import time
from uuid import UUID

import httpx2
import sqlalchemy as sa
from tests.load.crm import API, crm, grow, median_ms
from tests.load.tools import must

from mewayz_kit.db import open_database
from mewayz_testing.bench import ServiceBench

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 10
"""Even, so that the contact that is edited ends as it began and `grow` multiplies what all others are."""
STEPS = 20
"""Batches of a check that are timed."""


async def nest(member: httpx2.AsyncClient) -> list[str]:
    """Six segments, each asking for the one before; the first by a stage of life and a tag."""
    filters = [{"field": "lifecycle_stage", "op": "eq", "value": "lead"}, {"field": "tags", "op": "is_empty"}]
    tree: dict[str, object] = {"all": filters}
    made: list[str] = []
    for level in range(1, 7):
        body = {"name": f"Level {level}", "kind": "dynamic", "filter": tree}
        made.append(must(await member.post(f"{API}/segments", json=body)).json()["id"])
        tree = {"field": "segments", "op": "has_any", "value": [made[-1]]}
    return made


async def fill(url: str, workspace: UUID, segments: list[str]) -> None:
    """Members of the contacts that `grow` has added, inside the database: every one of them belongs everywhere."""
    database = open_database(url, pool_size=1)
    members = (
        "INSERT IGNORE INTO segment_members (workspace_id, segment_id, contact_id, since, live) "
        "SELECT workspace_id, :s, id, created_at, 1 FROM contacts WHERE workspace_id = :w AND lifecycle_stage = 'lead'"
    )
    count = "UPDATE segments SET count = (SELECT COUNT(*) FROM segment_members WHERE segment_id = :s) WHERE id = :s"
    async with database.write.connect() as connection:
        await connection.execute(sa.text("SET SESSION foreign_key_checks = 0, unique_checks = 0"))
        for segment in segments:
            for statement in (members, count):
                await connection.execute(sa.text(statement), {"s": UUID(segment).bytes, "w": workspace.bytes})
            await connection.commit()
        await connection.execute(sa.text("ANALYZE TABLE segment_members"))
    await database.close()


async def by_hand(member: httpx2.AsyncClient) -> str:
    """A small segment: ten of the first contacts, who come last in the list."""
    few = must(await member.post(f"{API}/segments", json={"name": "Few"})).json()["id"]
    oldest = must(await member.get(f"{API}/contacts", params={"sort": "created_at", "limit": "10"})).json()["items"]
    ids = [contact["id"] for contact in oldest]
    must(await member.post(f"{API}/segments/{few}/add", json={"contact_ids": ids}))
    return str(few)


async def figures(
    bench: ServiceBench, member: httpx2.AsyncClient, segments: list[str], few: str, size: int
) -> tuple[float, ...]:
    """Edit, open, open a small one, preview (ms) and contacts judged per second."""
    outer = f"{API}/segments/{segments[-1]}"
    stored = must(await member.get(outer)).json()["count"]
    if stored != must(await member.get(f"{outer}/preview")).json()["count"] or stored < size - ROUNDS:
        raise SystemExit(f"{stored} members are not those of {size} contacts")
    contact = must(await member.get(f"{outer}/members", params={"limit": "1"})).json()["items"][0]["id"]

    async def edit(number: int) -> None:
        before = must(await member.get(outer)).json()["count"]
        stage = "lead" if number % 2 else "customer"
        must(await member.patch(f"{API}/contacts/{contact}", json={"lifecycle_stage": stage}))
        await bench.run_until_idle()
        if must(await member.get(outer)).json()["count"] == before:
            raise SystemExit("the membership has not followed the edit")

    async def look(_number: int) -> None:
        must(await member.get(f"{outer}/members"))

    async def look_at_few(_number: int) -> None:
        must(await member.get(f"{API}/segments/{few}/members"))

    async def preview(_number: int) -> None:
        must(await member.get(f"{outer}/preview"))

    return (
        await median_ms(edit, rounds=ROUNDS),
        await median_ms(look, rounds=ROUNDS),
        await median_ms(look_at_few, rounds=ROUNDS),
        await median_ms(preview, rounds=ROUNDS),
        await judged_per_second(bench, member, segments),
    )


async def judged_per_second(bench: ServiceBench, member: httpx2.AsyncClient, segments: list[str]) -> float:
    """How fast a check of all contacts goes, for all six segments."""
    must(await member.post(f"{API}/segments/{segments[0]}/refresh"))
    began, steps = time.perf_counter(), 0
    while steps < STEPS and await bench._runner.step():
        steps += 1
    seconds = time.perf_counter() - began
    # The rest of the check is given up: it would only be more of the same.
    inbox = bench.runtime.service.tables.inbox
    async with bench.runtime.db.write.begin() as connection:
        await connection.execute(sa.update(inbox).where(inbox.c.state == "pending").values(state="done"))
    return steps * 500 / seconds


async def main() -> None:
    """Print the table."""
    print("### Six nested segments by number of contacts, in process (median ms)\n")
    print("| contacts | edit until members follow | open the outermost | open one of ten | preview | judged/s |")
    print("|---|---|---|---|---|---|")
    async with crm() as house:
        workspace = await house.workspace()
        member = house.owner(workspace)
        segments, few = await nest(member), await by_hand(member)
        await house.bench.run_until_idle()
        for size in SIZES:
            await grow(house.url, workspace, size)
            await fill(house.url, workspace, segments)
            found = await figures(house.bench, house.owner(workspace), segments, few, size)
            cells = " | ".join(f"{value:.0f}" for value in found)
            print(f"| {size:,} | {cells} |", flush=True)
    print()
