"""Companies that become one, with the firms below and above them."""

from mewayz_crm.tests.making import make
from mewayz_testing.bench import ServiceBench

API = "/api/v1/crm"
URL = f"{API}/companies"


async def test_a_company_takes_the_domains_people_and_deals_of_another(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    first = await make(member, "companies", name="Acme", domains=["acme.example"])
    second = await make(member, "companies", name="Acme Ltd", domains=["acme.test", "acme.org"], industry="Toys")
    person = await make(member, "contacts", first_name="Jane", company_id=second["id"])
    deal = await make(member, "deals", name="Big", company_id=second["id"])
    asked = {"data": {"name": "ACME", "domains": ["acme.org"]}}
    [found] = (await member.post(f"{URL}/duplicates", json=asked)).json()["items"]
    assert {(one["id"], one["reason"]) for one in found["candidates"]} == {
        (first["id"], "name"),
        (second["id"], "domain"),
    }
    body = {"ids": [second["id"]], "field_choices": {"name": second["id"]}}
    survivor = (await member.post(f"{URL}/{first['id']}/merge", json=body)).json()["survivor"]
    assert survivor["domains"] == ["acme.example", "acme.test", "acme.org"]
    assert (survivor["name"], survivor["industry"]) == ("Acme Ltd", "Toys")
    for url, id_ in ((f"{API}/contacts", person["id"]), (f"{API}/deals", deal["id"])):
        shown = (await member.get(f"{url}/{id_}")).json()
        assert shown["company_id"] == first["id"]
    assert (await member.get(f"{URL}/{second['id']}")).json()["code"] == "company_merged"
    [event] = await bench.published("crm.company.merged.v1")
    assert event.data["merged_id"] == second["id"]


async def test_no_merge_closes_a_circle_of_parents(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    top = await make(member, "companies", name="Top")
    middle = await make(member, "companies", name="Middle", parent_id=top["id"])
    below = await make(member, "companies", name="Below", parent_id=middle["id"])
    leaf = await make(member, "companies", name="Leaf", parent_id=below["id"])
    # The leaf takes the middle: what stood between them now belongs to the leaf, and the leaf to the top.
    done = await member.post(f"{URL}/{leaf['id']}/merge", json={"ids": [middle["id"]]})
    assert done.status_code == 200, done.text
    assert done.json()["survivor"]["parent_id"] == top["id"]
    assert (await member.get(f"{URL}/{below['id']}")).json()["parent_id"] == leaf["id"]
    done = await member.post(f"{URL}/{below['id']}/merge", json={"ids": [leaf["id"], top["id"]]})
    assert done.status_code == 200, done.text
    assert done.json()["survivor"]["parent_id"] is None
