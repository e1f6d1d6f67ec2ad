"""Links between contacts and companies through their routes."""

import httpx2

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL, CONTACTS = "/api/v1/crm/contact-companies", "/api/v1/crm/contacts"


async def test_the_main_company_is_also_a_field_of_the_contact(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    firms = [(await member.post("/api/v1/crm/companies", json={"name": name})).json()["id"] for name in "ABC"]
    contact = (await member.post(CONTACTS, json={"first_name": "Jane", "company_id": firms[0]})).json()
    where, links = f"{CONTACTS}/{contact['id']}", URL
    second = await member.post(links, json={"contact_id": contact["id"], "company_id": firms[1], "role": "CEO"})
    assert (second.status_code, second.json()["is_primary"]) == (201, False)
    again = await member.post(links, json={"contact_id": contact["id"], "company_id": firms[1]})
    assert (again.status_code, again.json()["code"]) == (409, "already_linked")

    await member.patch(f"{links}/{second.json()['id']}", json={"is_primary": True})
    assert (await member.get(where)).json()["company_id"] == firms[1]
    await member.patch(where, json={"company_id": firms[2]})
    found = (await member.get(links, params={"contact_id": contact["id"]})).json()["items"]
    assert {link["company_id"]: link["is_primary"] for link in found} == {
        firms[0]: False,
        firms[1]: False,
        firms[2]: True,
    }
    main = next(link["id"] for link in found if link["is_primary"])
    assert (await member.delete(f"{links}/{main}")).status_code == 204
    assert (await member.get(where)).json()["company_id"] is None
    assert (await member.get(CONTACTS, params={"company_id": firms[2]})).json()["items"] == []


async def test_links_that_become_the_main_one_at_once_leave_one(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = (await member.post(CONTACTS, json={"first_name": "Jane"})).json()["id"]
    firms = [(await member.post("/api/v1/crm/companies", json={"name": name})).json()["id"] for name in "ABCD"]

    async def attempt(number: int) -> httpx2.Response:
        body = {"contact_id": contact, "company_id": firms[number], "is_primary": True}
        return await member.post(URL, json=body)

    assert await race_statuses(attempt, callers=4) == {201: 4}
    [main] = [link for link in (await member.get(URL)).json()["items"] if link["is_primary"]]
    assert (await member.get(f"{CONTACTS}/{contact}")).json()["company_id"] == main["company_id"]


async def test_a_link_needs_both_ends_in_its_workspace(bench: ServiceBench) -> None:
    member, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    contact = (await member.post(CONTACTS, json={"first_name": "Jane"})).json()["id"]
    foreign = (await stranger.post("/api/v1/crm/companies", json={"name": "Theirs"})).json()["id"]
    before = len(await bench.published())
    for body, pointer in (
        ({"contact_id": contact, "company_id": foreign}, "/company_id"),
        ({"contact_id": str(new_id()), "company_id": str(new_id())}, "/company_id"),
    ):
        refused = await member.post(URL, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert len(await bench.published()) == before
