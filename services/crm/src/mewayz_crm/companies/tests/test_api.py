"""Companies through their routes."""

import httpx2

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/crm/companies"


async def test_a_company_lives_from_create_to_restore(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    created = await member.post(URL, json={"name": "  Ferrell LLC ", "industry": "Plastics", "employees": 3498})
    assert created.status_code == 201, created.text
    company = created.json()
    assert company["name"] == "Ferrell LLC"
    where = created.headers["location"]
    assert (await member.get(where)).json() == company

    changed = await member.patch(where, json={"industry": None}, headers={"If-Match": created.headers["etag"]})
    assert changed.json() == company | {
        "industry": None,
        "version": 2,
        "updated_at": changed.json()["updated_at"],
    }
    stale = await member.patch(where, json={"name": "X"}, headers={"If-Match": created.headers["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "version_mismatch")

    assert (await member.delete(where)).status_code == 204
    assert (await member.get(where)).status_code == 404
    assert (await member.post(f"{where}/restore")).json()["name"] == "Ferrell LLC"
    assert [event.type for event in await bench.published() if ".company." in event.type] == [
        "crm.company.created.v1",
        "crm.company.updated.v1",
        "crm.company.deleted.v1",
        "crm.company.updated.v1",
    ]


async def test_a_company_is_invisible_from_another_workspace(bench: ServiceBench) -> None:
    owner, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    where = (await owner.post(URL, json={"name": "Ferrell LLC"})).headers["location"]
    events = len(await bench.published())
    for answer in (
        await stranger.get(where),
        await stranger.patch(where, json={"name": "Mine"}),
        await stranger.delete(where),
        await stranger.post(f"{where}/restore"),
    ):
        assert answer.status_code == 404
    assert (await stranger.get(URL, params={"count": "true"})).json() == {
        "items": [],
        "next_cursor": None,
        "total": 0,
    }
    assert len(await bench.published()) == events
    assert (await owner.get(where)).json()["name"] == "Ferrell LLC"


async def test_a_parent_must_be_a_company_of_the_same_workspace(bench: ServiceBench) -> None:
    owner, stranger = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    foreign = (await stranger.post(URL, json={"name": "Theirs"})).json()["id"]
    for parent in (foreign, str(new_id())):
        refused = await owner.post(URL, json={"name": "Ours", "parent_id": parent})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/parent_id"


async def test_parents_never_form_a_circle(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    ids: list[str] = []
    for number in range(3):
        body = {"name": f"Firm {number}", "parent_id": ids[-1] if ids else None}
        ids.append((await member.post(URL, json=body)).json()["id"])
    for parent in ids:
        refused = await member.patch(f"{URL}/{ids[0]}", json={"parent_id": parent})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "parent_cycle")

    pair = [(await member.post(URL, json={"name": f"Pair {number}"})).json()["id"] for number in range(2)]

    async def attempt(number: int) -> httpx2.Response:
        return await member.patch(f"{URL}/{pair[number]}", json={"parent_id": pair[1 - number]})

    statuses = await race_statuses(attempt, callers=2)
    assert statuses[200] == 1
    assert set(statuses) <= {200, 409, 422}


async def test_a_domain_belongs_to_one_live_company(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    domains = ["https://www.Ferrell.example/about", "bücher.example", "ferrell.example"]
    firm = (await member.post(URL, json={"name": "Ferrell", "domains": domains})).json()
    assert firm["domains"] == ["ferrell.example", "xn--bcher-kva.example"]
    taken = await member.post(URL, json={"name": "Other", "domains": ["FERRELL.example"]})
    assert (taken.status_code, taken.json()["code"]) == (409, "domain_taken")
    assert (await member.post(URL, json={"name": "Other", "domains": ["localhost"]})).status_code == 422
    where = f"{URL}/{firm['id']}"
    changed = (await member.patch(where, json={"domains": ["bücher.example", "new.example"]})).json()
    assert (changed["domains"], changed["version"]) == (["xn--bcher-kva.example", "new.example"], 2)
    await member.delete(where)
    assert (await member.post(URL, json={"name": "Heir", "domains": ["new.example"]})).status_code == 201
    refused = await member.post(f"{where}/restore")
    assert (refused.status_code, refused.json()["code"]) == (409, "domain_taken")


async def test_a_website_is_kept_in_one_form(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    for number, (given, kept) in enumerate(
        (
            ("Price.NET", "https://price.net"),
            ("HTTP://Price.net:8080/a?b=c#d", "http://price.net:8080/a?b=c#d"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        )
    ):
        created = await member.post(URL, json={"name": f"Firm {number}", "website": given})
        assert created.json()["website"] == kept
    for wrong in ("javascript:alert(1)", "https://user:pass@price.net", "nowhere", "http://"):
        assert (await member.post(URL, json={"name": "Firm", "website": wrong})).status_code == 422, wrong


async def test_an_equal_name_is_a_question(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    firm = (await member.post(URL, json={"name": "Ferrell LLC"})).json()
    asked = await member.post(URL, json={"name": "FERRELL  llc"})
    assert (asked.status_code, asked.json()["code"]) == (409, "possible_duplicate")
    assert asked.json()["candidates"] == [{"id": firm["id"], "name": "Ferrell LLC", "reason": "name"}]
    again = await member.post(URL, json={"name": "FERRELL  llc", "allow_duplicate": True})
    assert again.status_code == 201
