"""Leads through their routes."""

from typing import Any

import httpx2

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race

URL = "/api/v1/crm/leads"
VICTOR = {
    "first_name": "Victor",
    "last_name": "Cochran",
    "company_name": "Grimes, Madden and Huff",
    "email": "Hatkinson@mclaughlin.com",
    "email_2": "ygibbs@guzman.com",
    "phone": "+1-532-344-1362",
    "website": "http://www.rosales-molina.com/",
    "source": "Retargeting Ads",
    "source_ref": "0970F99ED4a2CE4",
}


async def create(member: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await member.post(URL, json={**VICTOR, **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def counts(member: httpx2.AsyncClient) -> tuple[int, ...]:
    """How many contacts, companies and deals there are."""
    found = []
    for noun in ("contacts", "companies", "deals"):
        answer = await member.get(f"/api/v1/crm/{noun}", params={"count": "true"})
        found.append(answer.json()["total"])
    return tuple(found)


async def test_a_lead_goes_its_way(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    lead = await create(member, details={"Campaign": "Autumn"})
    assert (lead["status"], lead["name"], lead["details"]) == ("new", "Victor Cochran", {"Campaign": "Autumn"})
    where, owner = f"{URL}/{lead['id']}", str(new_id())
    assert (await member.post(f"{where}/start")).json()["code"] == "invalid_transition"
    assigned = (await member.post(f"{where}/assign", json={"owner_id": owner})).json()
    assert (assigned["status"], assigned["owner_id"]) == ("assigned", owner)
    for verb, status in (("start", "in_process"), ("recycle", "recycled"), ("start", "in_process"), ("kill", "dead")):
        assert (await member.post(f"{where}/{verb}")).json()["status"] == status
    for verb, body in (("start", None), ("kill", None), ("convert", {}), ("assign", {"owner_id": owner})):
        refused = await member.post(f"{where}/{verb}", json=body)
        assert (refused.status_code, refused.json()["from"]) == (409, "dead")
    assert await counts(member) == (0, 0, 0)


async def test_equal_leads_are_a_question_and_equal_sources_a_refusal(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    lead = await create(member)
    for fields in (
        {"email": "HATKINSON@mclaughlin.com"},
        {"first_name": "victor", "last_name": "cochran", "company_name": "GRIMES, Madden  and Huff"},
    ):
        asked = await member.post(URL, json=fields)
        assert (asked.status_code, asked.json()["code"]) == (409, "possible_duplicate")
        assert asked.json()["candidates"][0]["id"] == lead["id"]
    taken = await member.post(URL, json={**VICTOR, "allow_duplicate": True})
    assert (taken.status_code, taken.json()["code"]) == (409, "lead_taken")
    await create(member, source_ref=None, allow_duplicate=True)
    await create(member, source_ref=None, allow_duplicate=True)
    assert (await member.post(URL, json={"notes": "nobody"})).status_code == 422


async def test_converting_makes_all_three_and_links_them(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    lead = await create(member)
    amount = {"amount": 5000, "currency": "EUR"}
    made = (await member.post(f"{URL}/{lead['id']}/convert", json={"amount": amount})).json()
    assert await counts(member) == (1, 1, 1)
    contact = (await member.get(f"/api/v1/crm/contacts/{made['contact_id']}")).json()
    assert [email["address"] for email in contact["emails"]] == [VICTOR["email"], VICTOR["email_2"]]
    assert (contact["company_id"], contact["phones"][0]["e164"]) == (made["company_id"], "+15323441362")
    deal = (await member.get(f"/api/v1/crm/deals/{made['deal_id']}")).json()
    assert (deal["name"], deal["amount"]) == ("Grimes, Madden and Huff", amount)
    assert (deal["contact_ids"], deal["company_id"]) == ([made["contact_id"]], made["company_id"])
    converted = (await member.get(f"{URL}/{lead['id']}")).json()
    assert (converted["status"], converted["converted_deal_id"]) == ("converted", made["deal_id"])
    [event] = await bench.published("crm.lead.converted.v1")
    assert event.data == {"lead_id": lead["id"], "name": "Victor Cochran"} | {
        name: made[name] for name in ("contact_id", "company_id", "deal_id")
    }


async def test_people_and_firms_that_are_known_are_reused(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = (await member.post("/api/v1/crm/contacts", json={"emails": [{"address": "YGIBBS@guzman.com"}]})).json()[
        "id"
    ]
    company = (
        await member.post("/api/v1/crm/companies", json={"name": "Other", "domains": ["rosales-molina.com"]})
    ).json()["id"]
    lead = await create(member)
    made = (await member.post(f"{URL}/{lead['id']}/convert", json={"create_deal": False})).json()
    assert made == {"lead_id": lead["id"], "contact_id": contact, "company_id": company, "deal_id": None}
    assert await counts(member) == (1, 1, 0)


async def test_a_lead_converted_by_five_at_once_becomes_one_of_each(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    lead = await create(member)

    async def attempt(_number: int) -> httpx2.Response:
        return await member.post(f"{URL}/{lead['id']}/convert", json={})

    answers: list[Any] = list(await race(attempt, callers=5))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert await counts(member) == (1, 1, 1)
    assert len(await bench.published("crm.lead.converted.v1")) == 1


async def test_two_leads_of_one_person_converted_at_once_share_the_contact(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    leads = [(await create(member, source_ref=str(n), company_name=None, allow_duplicate=True))["id"] for n in range(3)]

    async def attempt(number: int) -> httpx2.Response:
        return await member.post(f"{URL}/{leads[number]}/convert", json={})

    answers: list[Any] = list(await race(attempt, callers=3))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["contact_id"] for answer in answers}) == 1
    assert await counts(member) == (1, 0, 3)


async def test_a_full_plan_stops_the_conversion_as_a_whole(bench: ServiceBench) -> None:
    workspace = await bench.workspace(limits={"crm.contacts": 0})
    member = bench.member(workspace)
    lead = await create(member)
    before = len(await bench.published())
    refused = await member.post(f"{URL}/{lead['id']}/convert", json={})
    assert (refused.status_code, refused.json()["code"]) == (402, "plan_limit_reached")
    assert await counts(member) == (0, 0, 0)
    assert (await member.get(f"{URL}/{lead['id']}")).json() == lead
    assert len(await bench.published()) == before
    stranger = bench.member(await bench.workspace())
    assert (await stranger.post(f"{URL}/{lead['id']}/convert", json={})).status_code == 404
