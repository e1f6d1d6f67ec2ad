"""Does size matter? Lists, searches and boards of contacts at ten thousand and at a million of them.

Aim (design, performance): a page at 1M costs at most 1.3 of one at 10k, filtered by an indexed field at most 2.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx2
from tests.load.crm import API, SPREAD_SECONDS, crm, grow, median_ms
from tests.load.tools import must

SIZES = (10_000, 1_000_000)
ROUNDS = 11
Ask = Callable[[int], Awaitable[Any]]
Owner = Callable[[], httpx2.AsyncClient]


async def get(owner: Owner, path: str, parameters: Mapping[str, str], _number: int = 0) -> Any:
    """One request."""
    return must(await owner().get(f"{API}/{path}", params=parameters)).json()


async def board(member: httpx2.AsyncClient) -> str:
    """A view of all contacts by stage of life."""
    body = {"name": "Board", "entity": "contact", "layout": "board", "group_by": "lifecycle_stage"}
    return str(must(await member.post(f"{API}/views", json=body)).json()["id"])


async def asked(owner: Owner, view: str, middle: str) -> dict[str, Ask]:
    """What is measured, by the name of its row."""
    page = {"limit": "25"}
    by_name = (await get(owner, "contacts", {**page, "sort": "name"}))["next_cursor"]
    late = (await get(owner, "contacts", {**page, "created_at[lt]": middle}))["next_cursor"]
    lead = {**page, "lifecycle_stage": "lead"}
    deep = (await get(owner, "contacts", {**lead, "created_at[lt]": middle}))["next_cursor"]
    lists = {
        "newest page": page,
        "a page in the middle, by its cursor": {**page, "cursor": late},
        "second page by name": {**page, "sort": "name", "cursor": by_name},
        "filtered by stage, newest page": lead,
        "filtered by stage, a page in the middle": {**lead, "cursor": deep},
        "search: a word that all have": {**page, "q": "load"},
        "search: a word that one has": {**page, "q": "n9999"},
        "search: a word that nobody has": {**page, "q": "xyzzy"},
        "search: a word that 11 in 400 have": {**page, "q": "g7"},
        "search: two words that one in 21 has": {**page, "q": "d1 f3"},
        "search: two words that 11 in 1,200 have": {**page, "q": "d1 g9"},
        "search: two words, one that a third has, one that hardly any has": {**page, "q": "d1 n1234"},
        "search: a word that all have, by stage, by its cursor": {**lead, "q": "load", "cursor": deep},
        "search with its total: a word that 11 in 400 have": {**page, "q": "g7", "count": "true"},
        "newest page with its total": {**page, "count": "true"},
    }
    rows = {**page, "lifecycle_stage": "lead"}
    return {
        **{name: partial(get, owner, "contacts", parameters) for name, parameters in lists.items()},
        "board: first rows of a column": partial(get, owner, f"views/{view}/rows", rows),
        "board: count of every column": partial(get, owner, f"views/{view}/groups", {}),
    }


async def main() -> None:
    """Print the table; ratios are against the smaller size."""
    measured: list[dict[str, float]] = []
    async with crm() as house:
        workspace = await house.workspace()
        view = await board(house.owner(workspace))
        middle = datetime.fromtimestamp(house.bench.clock.now().timestamp() - SPREAD_SECONDS / 2, UTC)
        for size in SIZES:
            await grow(house.url, workspace, size, varied=True)
            works = await asked(partial(house.owner, workspace), view, middle.isoformat().replace("+00:00", "Z"))
            measured.append({name: await median_ms(ask, rounds=ROUNDS) for name, ask in works.items()})
    small, large = SIZES
    print("### Size: contacts, in process (median ms)\n")
    print(f"| what | {small:,} | {large:,} | ratio |\n|---|---|---|---|")
    for name, first in measured[0].items():
        last = measured[-1][name]
        print(f"| {name} | {first:.1f} | {last:.1f} | {last / first:.2f} |")
    print()
