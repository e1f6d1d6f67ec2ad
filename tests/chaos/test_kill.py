"""kill -9 of everything at any moment loses no committed event and applies none twice."""

import asyncio

import httpx2
import pytest

from mewayz_testing.house import House, seen_from_outside
from mewayz_testing.people import Platform, Refused, Seat, succeed

COMPANIES = "/api/v1/crm/companies"
CREATED = "crm.company.created.v1"


async def keep_creating(seat: Seat, known: set[str], writer: int) -> None:
    """Create companies until the house is gone; remember those it has confirmed."""
    for number in range(10_000):
        try:
            answer = await seat.post(COMPANIES, json={"name": f"{writer}-{number}", "allow_duplicate": True})
        except httpx2.TransportError:
            return
        if answer.status_code == 201:
            known.add(answer.json()["id"])
        elif answer.status_code >= 500:
            return


async def all_of(seat: Seat, url: str, **filters: object) -> list[dict[str, object]]:
    """Every item of a list, page by page."""
    items: list[dict[str, object]] = []
    cursor = None
    while True:
        parameters = {"limit": 100, **filters} | ({"cursor": cursor} if cursor else {})
        page = succeed(await seat.get(url, params=parameters))
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


async def agree(platform: Platform, seat: Seat, expected: int) -> None:
    """Audit feed and analytics hold exactly one entry per company."""

    async def counted() -> bool:
        try:
            audit = await all_of(seat, "/api/v1/workspace/audit-entries", action=CREATED.removesuffix(".v1"))
            facts = await all_of(seat, "/api/v1/analytics/facts", type=CREATED)
        except Refused:  # the first who meets a connection that was cut is told so, and asks again
            return False
        assert len(audit) <= expected, "an event was applied twice in the audit feed"
        assert len(facts) <= expected, "an event was applied twice in analytics"
        return len(audit) == len(facts) == expected

    await platform.until(counted, f"{expected} companies in audit feed and analytics")


@pytest.mark.slow
async def test_kill_at_any_moment_keeps_what_was_confirmed_and_repeats_nothing(house: House) -> None:
    platform = seen_from_outside(house)
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Acme", features=["contacts", "dashboards"])
    confirmed: set[str] = set()
    for wait in (0.3, 1.1, 2.0):
        writers = [asyncio.create_task(keep_creating(seat, confirmed, number)) for number in range(4)]
        await asyncio.sleep(wait)
        await asyncio.to_thread(house.kill)
        await asyncio.gather(*writers)
        await asyncio.to_thread(house.start)
    stored = {str(company["id"]) for company in await all_of(seat, COMPANIES)}
    assert confirmed, "the house never got to work"
    assert confirmed <= stored
    house.move_clock(120)  # the leases of lost workers are over
    await agree(platform, seat, len(stored))
