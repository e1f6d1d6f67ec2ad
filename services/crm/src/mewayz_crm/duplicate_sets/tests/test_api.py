"""The search for duplicates through its routes."""

from typing import Any

import httpx2
import pytest

from mewayz_crm.duplicate_sets import service
from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
URL = f"{API}/duplicate-sets"


async def make(member: httpx2.AsyncClient, noun: str = "contacts", **fields: Any) -> str:
    answer = await member.post(f"{API}/{noun}", json={**fields, "allow_duplicate": True})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def scan(bench: ServiceBench, member: httpx2.AsyncClient, **body: Any) -> list[dict[str, Any]]:
    assert (await member.post(f"{URL}/scan", json=body)).status_code == 202
    await bench.run_until_idle()
    return list((await member.get(URL, params={"sort": "created_at"})).json()["items"])


async def test_a_scan_finds_each_set_once_and_forgets_what_is_over(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 3)  # so that a scan takes several steps
    member, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    janes = [await make(member, first_name="Jane", last_name="Doe") for _ in range(2)]
    called = [await make(member, first_name=name, phones=[{"raw": "+49 30 1234567"}]) for name in ("A", "B")]
    firms = [await make(member, "companies", name="Acme") for _ in range(2)]
    leads = [await make(member, "leads", email="x@example.com") for _ in range(2)]
    for number in range(5):
        await make(member, first_name=f"Nobody {number}", last_name="Else")
    await make(stranger, first_name="Jane", last_name="Doe")
    found = await scan(bench, member)
    assert {(one["kind"], one["reason"], tuple(r["id"] for r in one["records"])) for one in found} == {
        ("contact", "name", tuple(janes)),
        ("contact", "phone", tuple(called)),
        ("company", "name", tuple(firms)),
        ("lead", "email", tuple(leads)),
    }
    assert await scan(bench, member) == found
    assert await scan(bench, stranger) == []
    assert (await stranger.post(f"{URL}/{found[0]['id']}/dismiss")).status_code == 404

    [jane] = [one for one in found if one["reason"] == "name" and one["kind"] == "contact"]
    assert (await member.post(f"{URL}/{jane['id']}/dismiss")).json()["status"] == "dismissed"
    await scan(bench, member, kinds=["contact"])
    assert (await member.get(f"{URL}/{jane['id']}")).json()["status"] == "dismissed"
    await make(member, first_name="Jane", last_name="Doe")
    await scan(bench, member, kinds=["contact"])
    opened = (await member.get(f"{URL}/{jane['id']}")).json()
    assert (opened["status"], len(opened["records"])) == ("open", 3)

    await member.patch(f"{API}/contacts/{called[0]}", json={"phones": []})
    await member.delete(f"{API}/leads/{leads[0]}")
    left = await scan(bench, member, kinds=["contact"])
    assert {(one["kind"], one["reason"]) for one in left} == {("contact", "name"), ("company", "name")}


async def test_a_set_is_merged_into_one_of_its_records(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    firms = [await make(member, "companies", name="Acme", industry=f"No {number}") for number in range(3)]
    [found] = await scan(bench, member)
    where, ask = f"{URL}/{found['id']}/merge", {"survivor_id": firms[1], "priority": firms[2]}
    reader = bench.member(workspace, permissions=["crm.duplicate_sets:write", "crm.companies:read"])
    assert (await reader.post(where, json=ask)).json()["permission"] == "crm.companies:write"
    assert (await member.post(where, json={"survivor_id": found["id"]})).status_code == 422
    tried = (await member.post(where, json={**ask, "dry_run": True})).json()
    assert (tried["merged_ids"], len(await bench.published("crm.company.merged.v1"))) == ([firms[0], firms[2]], 0)
    assert (await member.post(where, json=ask)).status_code == 200
    assert (await member.get(f"{API}/companies/{firms[1]}")).json()["industry"] == "No 2"
    assert (await member.get(f"{API}/companies/{firms[0]}")).json()["merged_into"] == firms[1]
    assert (await member.get(f"{URL}/{found['id']}")).status_code == 404
    assert await scan(bench, member) == []


async def test_every_workspace_is_looked_through_once_a_week(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    await bench.run_until_idle()
    for _ in range(2):
        await make(member, "companies", name="Acme")
    bench.clock.advance(days=8)
    await bench.run_until_idle()
    assert len((await member.get(URL)).json()["items"]) == 1
