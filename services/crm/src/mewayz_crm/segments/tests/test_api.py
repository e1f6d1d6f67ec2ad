"""Segments through their routes."""

import asyncio
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from mewayz_crm.segments.members import checks
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/crm/segments"
CONTACTS = "/api/v1/crm/contacts"


async def made(member: httpx2.AsyncClient, url: str, **fields: Any) -> dict[str, Any]:
    answer = await member.post(url, json=fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def member_names(member: httpx2.AsyncClient, segment: dict[str, Any]) -> list[str]:
    answer = await member.get(f"{URL}/{segment['id']}/members", params={"sort": "name", "limit": "100"})
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def asks(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def nested(segment: dict[str, Any]) -> dict[str, Any]:
    return asks("segments", "has_any", [segment["id"]])


async def test_a_dynamic_segment_follows_its_contacts(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    ada = await made(member, CONTACTS, first_name="Ada", tags=["vip"], emails=[{"address": "ada@x.org"}])
    await made(member, CONTACTS, first_name="Bob")
    tree = {"any": [asks("tags", "has_any", ["VIP"]), asks("lifecycle_stage", "eq", "customer")]}
    tried = await member.post(f"{URL}/preview", json={"filter": tree})
    assert (tried.json()["count"], [one["name"] for one in tried.json()["items"]]) == (1, ["Ada"]), tried.text
    assert (await member.get(URL)).json()["items"] == []
    segment = await made(member, URL, name="Best", kind="dynamic", filter=tree)
    assert (segment["count"], segment["refreshed_at"], segment["refreshing"], segment["filter"]) == (
        0,
        None,
        True,
        tree,
    )
    await bench.run_until_idle()
    where = f"{URL}/{segment['id']}"
    filled = await member.get(where, headers={"if-none-match": f'"{segment["version"]}"'})
    assert (filled.json()["count"], filled.json()["refreshing"]) == (1, False)
    assert await bench.published("crm.segment.entered.v1") == [], "the first filling is nobody's entering"

    cid = await made(member, CONTACTS, first_name="Cid", lifecycle_stage="customer")
    await member.patch(f"{CONTACTS}/{ada['id']}", json={"tags": []})
    await bench.run_until_idle()
    assert await member_names(member, segment) == ["Cid"]
    [entered], [left] = await bench.published("crm.segment.entered.v1"), await bench.published("crm.segment.left.v1")
    assert (entered.data["contact_id"], left.data["contact_id"]) == (cid["id"], ada["id"])
    await member.delete(f"{CONTACTS}/{cid['id']}")
    await bench.run_until_idle()
    assert ((await member.get(where)).json()["count"], await member_names(member, segment)) == (0, [])
    await member.post(f"{CONTACTS}/{cid['id']}/restore")
    await bench.run_until_idle()
    assert ((await member.get(where)).json()["count"], await member_names(member, segment)) == (1, ["Cid"])

    everybody = {"all": [asks("created_at", "is_not_empty")]}
    changed = await member.patch(where, json={"filter": everybody})
    assert (changed.status_code, changed.json()["refreshing"]) == (200, True)
    await bench.run_until_idle()
    assert ((await member.get(where)).json()["count"], await member_names(member, segment)) == (
        3,
        ["Ada", "Bob", "Cid"],
    )
    assert (await member.get(f"{where}/preview")).json()["count"] == 3
    assert await bench.inbox("dead") == []


async def test_six_nested_segments_follow_one_contact(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    ada = await made(member, CONTACTS, first_name="Ada")
    chain = [await made(member, URL, name="By hand")]
    for number in range(2, 7):
        chain.append(await made(member, URL, name=f"Level {number}", kind="dynamic", filter=nested(chain[-1])))
    await bench.run_until_idle()
    added = await member.post(f"{URL}/{chain[0]['id']}/add", json={"contact_ids": [ada["id"]]})
    assert added.json() == {"changed": 1, "count": 1}
    assert [await member_names(member, one) for one in chain] == [["Ada"]] * 6, "in the same transaction"
    assert len(await bench.published("crm.segment.entered.v1")) == 6
    without = {"none": [nested(chain[2])]}
    rest = await made(member, URL, name="Rest", kind="dynamic", filter=without)
    await bench.run_until_idle()
    vip = {"all": [nested(chain[0]), asks("tags", "has_any", ["vip"])]}
    assert (await member.patch(f"{URL}/{chain[1]['id']}", json={"filter": vip})).status_code == 200
    await bench.run_until_idle()
    assert [await member_names(member, one) for one in chain] == [["Ada"], *[[]] * 5]
    assert await member_names(member, rest) == ["Ada"]
    await member.patch(f"{CONTACTS}/{ada['id']}", json={"tags": ["VIP"]})
    await bench.run_until_idle()
    assert [(await member.get(f"{URL}/{one['id']}")).json()["count"] for one in [*chain, rest]] == [1] * 6 + [0]

    before = (await member.get(URL)).json()
    for body, code in (
        ({"filter": nested(chain[5])}, "segments_too_deep"),
        ({"filter": asks("segments", "has_none", [str(new_id())])}, "unknown_reference"),
    ):
        refused = await member.post(URL, json={"name": "No", "kind": "dynamic", **body})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
    for number in (1, 5):
        refused = await member.patch(f"{URL}/{chain[1]['id']}", json={"filter": nested(chain[number])})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "segment_cycle")
    refused = await member.delete(f"{URL}/{chain[2]['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "segment_in_use")
    assert (await member.get(URL)).json() == before
    stranger = bench.member(await bench.workspace())
    refused = await stranger.post(URL, json={"name": "No", "kind": "dynamic", "filter": nested(chain[0])})
    assert refused.json()["errors"][0]["code"] == "unknown_reference"
    assert (await stranger.get(f"{URL}/{chain[0]['id']}/members")).status_code == 404


async def test_a_deleted_segment_means_nobody_until_it_is_restored(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    await made(member, CONTACTS, first_name="Ada")
    tree = asks("name", "starts_with", "a")
    segment = await made(member, URL, name="A", kind="dynamic", filter=tree)
    view = await made(member, "/api/v1/crm/views", name="A", entity="contact", filter=nested(segment))
    await bench.run_until_idle()

    async def shown() -> list[str]:
        answer = await member.get(f"/api/v1/crm/views/{view['id']}/rows")
        return [item["name"] for item in answer.json()["items"]]

    assert await shown() == ["Ada"]
    await member.delete(f"{URL}/{segment['id']}")
    assert await shown() == []
    await made(member, CONTACTS, first_name="Alan")
    await bench.run_until_idle()
    assert (await member.post(f"{URL}/{segment['id']}/restore")).json()["refreshing"] is True
    await bench.run_until_idle()
    assert await shown() == ["Alan", "Ada"]
    assert await member_names(member, segment) == ["Ada", "Alan"]


async def test_a_static_segment_is_filled_by_hand(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    people = [(await made(member, CONTACTS, first_name=name))["id"] for name in ("Ada", "Bob", "Cid")]
    segment = await made(member, URL, name="Friends")
    where = f"{URL}/{segment['id']}"

    async def attempt(_number: int) -> httpx2.Response:
        return await member.post(f"{where}/add", json={"contact_ids": people[:2]})

    assert await race_statuses(attempt, callers=6) == {200: 6}
    assert (await member.get(where)).json()["count"] == 2
    assert len(await bench.published("crm.segment.entered.v1")) == 2
    foreign = await made(bench.member(await bench.workspace()), CONTACTS, first_name="Foreign")
    refused = await member.post(f"{where}/add", json={"contact_ids": [people[2], foreign["id"]]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/contact_ids/1")

    await member.delete(f"{CONTACTS}/{people[0]}")
    await bench.run_until_idle()
    assert ((await member.get(where)).json()["count"], await member_names(member, segment)) == (1, ["Bob"])
    await member.post(f"{CONTACTS}/{people[0]}/restore")
    await bench.run_until_idle()
    assert ((await member.get(where)).json()["count"], await member_names(member, segment)) == (2, ["Ada", "Bob"])
    removed = await member.post(f"{where}/remove", json={"contact_ids": [people[0], people[2]]})
    assert removed.json() == {"changed": 1, "count": 1}
    assert (await member.post(f"{where}/refresh")).json()["code"] == "segment_static"
    assert (await member.get(f"{where}/preview")).json()["count"] == 1

    for body in ({"kind": "dynamic"}, {"filter": asks("name", "eq", "x")}, {"kind": "static", "filter": None, "x": 1}):
        assert (await member.post(URL, json={"name": "No", **body})).status_code == 422
    refused = await member.patch(where, json={"filter": asks("name", "eq", "x")})
    assert refused.json()["errors"][0]["pointer"] == "/filter"
    dynamic = await made(member, URL, name="D", kind="dynamic", filter=asks("name", "is_empty"))
    refused = await member.post(f"{URL}/{dynamic['id']}/add", json={"contact_ids": people})
    assert (refused.status_code, refused.json()["code"]) == (409, "segment_dynamic")
    reader = bench.member(await bench.workspace(), permissions=["crm.segments:read"])
    refused = await reader.post(f"{URL}/preview", json={"filter": asks("name", "is_not_empty")})
    assert (refused.status_code, refused.json()["permission"]) == (403, "crm.contacts:read")


async def test_days_end_and_batches_go_on(bench: ServiceBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "BATCH", 2)
    zone = ZoneInfo("Pacific/Honolulu")
    member = bench.member(await bench.workspace(timezone=str(zone)))
    for number in range(5):
        await made(member, CONTACTS, first_name=f"P{number}")
    tree = asks("created_at", "within_last", 1)
    segment = await made(member, URL, name="New", kind="dynamic", filter=tree)
    outer = await made(member, URL, name="Outer", kind="dynamic", filter=nested(segment))
    await bench.run_until_idle()
    assert [len(await member_names(member, one)) for one in (segment, outer)] == [5, 5]
    midnight = datetime.combine(bench.clock.now().astimezone(zone).date() + timedelta(days=2), time.min, zone)
    bench.clock.set(midnight - timedelta(minutes=20))
    await bench.run_until_idle()
    assert (await member.get(f"{URL}/{segment['id']}")).json()["count"] == 5, "yesterday still counts"
    bench.clock.set(midnight + timedelta(minutes=20))
    await bench.run_until_idle()
    assert [len(await member_names(member, one)) for one in (segment, outer)] == [0, 0]
    shown = (await member.get(f"{URL}/{segment['id']}")).json()
    assert (shown["count"], shown["refreshing"]) == (0, False)
    assert datetime.fromisoformat(shown["refreshed_at"]) == bench.clock.now()
    assert len(await bench.published("crm.segment.left.v1")) == 10


async def test_what_a_filter_names_may_change_its_meaning(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    field = {"entity": "contact", "key": "size", "label": "Size", "type": "number"}
    field = await made(member, "/api/v1/crm/custom-fields", **field)
    await made(member, CONTACTS, first_name="Ada", tags=["vip"], custom={"size": 7})
    tagged = await made(member, URL, name="T", kind="dynamic", filter=asks("tags", "has_any", ["vip"]))
    sized = await made(member, URL, name="S", kind="dynamic", filter=asks("custom.size", "between", [7, 8]))
    await bench.run_until_idle()
    assert [await member_names(member, one) for one in (tagged, sized)] == [["Ada"], ["Ada"]]
    [tag] = (await member.get("/api/v1/crm/tags")).json()["items"]
    await member.patch(f"/api/v1/crm/tags/{tag['id']}", json={"name": "Very important"})
    await member.delete(f"/api/v1/crm/custom-fields/{field['id']}")
    await bench.run_until_idle()
    assert [await member_names(member, one) for one in (tagged, sized)] == [[], []]


async def test_contacts_change_while_all_are_judged(bench: ServiceBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "BATCH", 3)
    member = bench.member(await bench.workspace())
    people = [(await made(member, CONTACTS, first_name=f"P{number}"))["id"] for number in range(12)]
    segment = await made(member, URL, name="VIP", kind="dynamic", filter=asks("tags", "has_any", ["vip"]))

    async def change(contact_id: str, place: int) -> None:
        for tags in (["vip"], [], ["vip"])[: 1 + place % 3]:
            assert (await member.patch(f"{CONTACTS}/{contact_id}", json={"tags": tags})).status_code == 200

    changes = (change(contact_id, place) for place, contact_id in enumerate(people))
    await asyncio.gather(bench.run_until_idle(), *changes)
    await bench.run_until_idle()
    assert await member_names(member, segment) == sorted(f"P{place}" for place in range(12) if place % 3 != 1)
    assert (await member.get(f"{URL}/{segment['id']}")).json()["count"] == 8
    assert await bench.inbox("dead") == []
