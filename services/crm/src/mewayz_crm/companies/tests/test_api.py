"""Companies through their routes."""

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

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
