"""Segments that ask for each other, through the gateway: scenario 6 of crm.md in small."""

from typing import Any

from tests.e2e.crm import CRM, FEATURES, make

from mewayz_testing.people import Platform, Seat, succeed

DEPTH = 6


async def names(seat: Seat, segment: Any) -> list[str]:
    """Who is in a segment."""
    answer = await seat.get(f"{CRM}/segments/{segment['id']}/members", params={"sort": "name"})
    return [contact["name"] for contact in succeed(answer)["items"]]


async def test_six_nested_segments_follow_an_edit_and_never_make_a_circle(platform: Platform) -> None:
    seat = await (await platform.newcomer("Ada")).create_workspace("Segments", features=FEATURES)
    ann = await make(seat, "contacts", first_name="Ann", tags=["vip"])
    bob = await make(seat, "contacts", first_name="Bob")
    tree: Any = {"all": [{"field": "tags", "op": "has_any", "value": ["vip"]}]}
    chain = []
    for depth in range(DEPTH):
        chain.append(await make(seat, "segments", name=f"Level {depth}", kind="dynamic", filter=tree))
        tree = {"all": [{"field": "segments", "op": "has_any", "value": [chain[-1]["id"]]}]}
    deepest = chain[-1]
    too_deep = await seat.post(f"{CRM}/segments", json={"name": "Seventh", "kind": "dynamic", "filter": tree})
    assert (too_deep.status_code, too_deep.json()["errors"][0]["code"]) == (422, "segments_too_deep")
    circle = await seat.patch(f"{CRM}/segments/{chain[0]['id']}", json={"filter": tree})
    assert (circle.status_code, circle.json()["errors"][0]["code"]) == (422, "segment_cycle")

    async def becomes(*wanted: str) -> None:
        async def look() -> bool:
            return await names(seat, deepest) == list(wanted)

        await platform.until(look, f"a sixth segment with {wanted}")

    await becomes("Ann")
    succeed(await seat.patch(f"{CRM}/contacts/{bob['id']}", json={"tags": ["vip"]}))
    await becomes("Ann", "Bob")
    succeed(await seat.patch(f"{CRM}/contacts/{ann['id']}", json={"tags": []}))
    await becomes("Bob")
    preview = succeed(await seat.get(f"{CRM}/segments/{deepest['id']}/preview"))
    assert (preview["count"], [contact["name"] for contact in preview["items"]]) == (1, ["Bob"])
    assert succeed(await seat.get(f"{CRM}/segments/{chain[0]['id']}"))["filter"] == chain[0]["filter"]
