"""Contacts and a plan that has become smaller (workspace.md, invariant 9)."""

from typing import Any

import httpx2

from mewayz_testing.bench import ServiceBench

URL = "/api/v1/crm/contacts"


async def test_beyond_a_smaller_plan_contacts_are_read_and_deleted_and_nothing_else(bench: ServiceBench) -> None:
    acme = await bench.workspace(limits={"crm.contacts": 3})
    contacts = [await _created(bench.member(acme), name) for name in ("First", "Second", "Third")]
    first, second, third = (f"{URL}/{contact['id']}" for contact in contacts)
    await bench.workspace(workspace_id=acme, limits={"crm.contacts": 1})
    member = bench.member(acme)
    told = len(await bench.published())
    for url, answer in (
        (second, await member.patch(second, json={"title": "Mine"})),
        (third, await member.post(f"{third}/assign", json={"owner_id": None})),
    ):
        assert (answer.status_code, answer.json()["code"], answer.json()["metric"]) == (
            403, "frozen_over_limit", "crm.contacts",
        )  # fmt: skip
        assert (await member.get(url)).json() in contacts, "it is shown as it was"
    operations = [{"op": "update", "id": contact["id"], "data": {"tags": ["a"]}} for contact in contacts[1:]]
    many = (await member.post(f"{URL}/bulk", json={"operations": operations})).json()["results"]
    assert [(result["status"], result["code"]) for result in many] == [(403, "frozen_over_limit")] * 2
    assert len(await bench.published()) == told
    assert (await member.patch(first, json={"title": "Kept"})).status_code == 200, "the oldest stays as it was"
    assert (await member.post(URL, json={"first_name": "More"})).status_code == 402

    assert (await member.delete(first)).status_code == 204
    assert (await member.patch(second, json={"title": "Mine"})).status_code == 200, "a place has become free"
    assert (await member.patch(third, json={"title": "Mine"})).status_code == 403
    await bench.workspace(workspace_id=acme, limits={"crm.contacts": 3})
    assert (await bench.member(acme).patch(third, json={"title": "Mine"})).status_code == 200


async def _created(member: httpx2.AsyncClient, name: str) -> dict[str, Any]:
    answer = await member.post(URL, json={"first_name": name})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
