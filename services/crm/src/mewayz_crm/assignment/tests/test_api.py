"""New records go round, also when many come at once and when members come and go."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import httpx2

from mewayz_crm.tests.making import make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

API = "/api/v1/crm"
URL = f"{API}/assignment"


async def owners(member: httpx2.AsyncClient, noun: str) -> Counter[str | None]:
    items = (await member.get(f"{API}/{noun}", params={"limit": 100})).json()["items"]
    return Counter(item["owner_id"] for item in items)


async def test_twenty_at_once_are_shared_out_evenly(bench: ServiceBench) -> None:
    member, people = bench.member(await bench.workspace()), [str(new_id()) for _ in range(4)]
    assert (await member.get(URL)).json() == {"kinds": [], "user_ids": []}
    assert (await make(member, "contacts", first_name="Before"))["owner_id"] is None
    changed = await member.put(URL, json={"user_ids": [*people, people[0]], "kinds": ["contact"]})
    assert changed.json() == {"kinds": ["contact"], "user_ids": people} == (await member.get(URL)).json()

    async def attempt(number: int) -> httpx2.Response:
        return await member.post(f"{API}/contacts", json={"first_name": f"P{number}"})

    assert await race_statuses(attempt, callers=20) == {201: 20}
    assert await owners(member, "contacts") == {None: 1, **dict.fromkeys(people, 5)}
    mine = str(new_id())
    assert (await make(member, "contacts", first_name="Mine", owner_id=mine))["owner_id"] == mine
    assert (await make(member, "leads", first_name="Lead"))["owner_id"] is None
    assert len(await bench.published("crm.contact.assigned.v1")) == 21
    editor = bench.member(await bench.workspace(), permissions=["crm.*:read", "crm.*:write"])
    assert (await editor.put(URL, json={"user_ids": people})).status_code == 403


async def test_members_leave_the_round_return_and_leave_their_records_to_others(bench: ServiceBench) -> None:
    workspace, ann, bob = await bench.workspace(), new_id(), new_id()
    member = bench.member(workspace)
    await member.put(URL, json={"user_ids": [str(ann), str(bob)]})

    async def tell(verb: str, user: UUID) -> None:
        bench.clock.advance(seconds=1)
        await bench.deliver(f"workspace.member.{verb}.v1", {"user_id": str(user)}, workspace_id=workspace)
        assert await bench.inbox("dead") == []

    async def next_two() -> set[str]:
        made = [await make(member, "leads", first_name="X", allow_duplicate=True) for _ in range(2)]
        return {one["owner_id"] for one in made}

    assert await next_two() == {str(ann), str(bob)}
    await tell("suspended", bob)
    assert await next_two() == {str(ann)}
    await tell("reactivated", bob)
    assert await next_two() == {str(ann), str(bob)}

    firm = await make(member, "companies", name="Firm", owner_id=str(bob))
    deal = await make(member, "deals", name="Deal", owner_id=str(bob))
    person = await make(member, "contacts", first_name="P", owner_id=str(bob))
    task = await make(member, "activities", type="task", subject="T", owner_id=str(ann), assignee_id=str(bob))
    done = await make(member, "activities", type="task", subject="D", assignee_id=str(bob))
    await member.post(f"{API}/activities/{done['id']}/complete", json={})
    late = bench.clock.now() + timedelta(milliseconds=500)
    await tell("removed", bob)
    for noun, one in (("companies", firm), ("deals", deal), ("contacts", person)):
        assert (await member.get(f"{API}/{noun}/{one['id']}")).json()["owner_id"] == str(ann), noun
    assert (await member.get(f"{API}/activities/{task['id']}")).json()["assignee_id"] == str(ann)
    assert (await member.get(f"{API}/activities/{done['id']}")).json()["assignee_id"] == str(bob), "that is history"
    assert set(await owners(member, "leads")) == {str(ann)}
    [given] = [e for e in await bench.published("crm.contact.assigned.v1") if e.data["owner_id"] == str(ann)]
    assert given.data["previous_owner_id"] == str(bob)
    # An older word that comes late brings nobody back.
    bench.clock.set(late)
    await bench.deliver("workspace.member.reactivated.v1", {"user_id": str(bob)}, workspace_id=workspace)
    assert await next_two() == {str(ann)}
    await tell("removed", ann)
    await member.put(URL, json={"user_ids": []})
    assert await next_two() == {None}
