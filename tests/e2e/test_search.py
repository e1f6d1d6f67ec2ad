"""Search and activity over every service, through the gateway."""

import asyncio
from typing import Any

from mewayz_testing.people import PROMPT, Platform, Seat, succeed

CRM, WORKSPACE = "/api/v1/crm", "/api/v1/workspace"
FEATURES = ["contacts", "pipelines", "dashboards"]


async def titles(seat: Seat, q: str, **parameters: str) -> list[str]:
    """What a search finds."""
    found = succeed(await seat.get(f"{WORKSPACE}/search", params={"q": q, **parameters}))
    return [item["title"] for item in found["items"]]


async def test_a_contact_is_found_within_five_seconds_by_those_who_may_read_it_and_gone_as_fast(
    platform: Platform,
) -> None:
    ada, bob, eve = [await platform.newcomer(name) for name in ("Ada", "Bob", "Eve")]
    seat = await ada.create_workspace("Acme", features=FEATURES)
    other = await eve.create_workspace("Other", features=FEATURES)
    role = {"key": "blind", "name": "Blind", "permissions": ["*:read", "!crm.*:read"]}
    succeed(await seat.post(f"{WORKSPACE}/roles", json=role))
    blind = await bob.join(seat, role="blind")
    contact = succeed(await seat.post(f"{CRM}/contacts", json={"first_name": "Sheryl", "last_name": "Baxter"}))

    async def found() -> bool:
        return await titles(seat, "bax sher") == ["Sheryl Baxter"]

    await asyncio.wait_for(platform.until(found, "the contact in the search"), timeout=PROMPT)
    [hit] = succeed(await seat.get(f"{WORKSPACE}/search", params={"q": "sheryl"}))["items"]
    assert (hit["type"], hit["id"]) == ("crm.contact", contact["id"])
    assert await titles(blind, "sheryl") == []
    assert await titles(other, "sheryl") == []
    assert (await Seat(eve, seat.id).get(f"{WORKSPACE}/search", params={"q": "sheryl"})).status_code == 404

    succeed(await seat.patch(f"{CRM}/contacts/{contact['id']}", json={"last_name": "Smith"}))

    async def renamed() -> bool:
        return await titles(seat, "smith") == ["Sheryl Smith"] and await titles(seat, "baxter") == []

    await asyncio.wait_for(platform.until(renamed, "the new name in the search"), timeout=PROMPT)
    succeed(await seat.delete(f"{CRM}/contacts/{contact['id']}"))

    async def gone() -> bool:
        return await titles(seat, "sheryl") == []

    await asyncio.wait_for(platform.until(gone, "an end of the contact in the search"), timeout=PROMPT)


async def test_the_feed_tells_in_sentences_only_what_the_reader_may_read(platform: Platform) -> None:
    ada, bob = [await platform.newcomer(name) for name in ("Ada", "Bob")]
    seat = await ada.create_workspace("Acme", features=FEATURES)
    role = {"key": "blind", "name": "Blind", "permissions": ["*:read", "!crm.*:read"]}
    succeed(await seat.post(f"{WORKSPACE}/roles", json=role))
    blind = await bob.join(seat, role="blind")
    succeed(await seat.post(f"{CRM}/companies", json={"name": "Ferrell LLC"}))

    async def told() -> Any:
        return [item["text"] for item in succeed(await seat.get(f"{WORKSPACE}/activity"))["items"]]

    async def company() -> bool:
        return "Ada created a company “Ferrell LLC”" in await told()

    await platform.until(company, "the company in the feed")
    theirs = succeed(await blind.get(f"{WORKSPACE}/activity"))["items"]
    assert [item for item in theirs if item["service"] == "crm"] == []
    assert [item for item in theirs if item["target_type"] == "role"] != []
