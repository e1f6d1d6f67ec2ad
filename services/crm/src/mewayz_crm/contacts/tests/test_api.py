"""Contacts through their routes."""

from typing import Any

import httpx2
import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/crm/contacts"
SHERYL = {
    "first_name": "Sheryl",
    "last_name": "Baxter",
    "emails": [{"address": "ZunigaVanessa@smith.info", "label": "work"}],
    "phones": [{"raw": "229.077.5154"}, {"raw": "+49 30 1234567 x718"}],
}


async def create(member: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await member.post(URL, json=fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def total(member: httpx2.AsyncClient, **params: Any) -> int:
    answer = await member.get(URL, params={"count": "true", **params})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["total"])


async def test_a_fresh_workspace_is_empty_and_counts_exactly_what_is_created(bench: ServiceBench) -> None:
    mine, other = bench.member(await bench.workspace()), bench.member(await bench.workspace())
    assert await total(mine) == 0
    for number in range(3):
        contact = await create(mine, emails=[{"address": f"person{number}@example.com"}])
        assert contact["score"] is None
    assert (await total(mine), await total(other)) == (3, 0)
    await create(other, emails=[{"address": "person0@example.com"}])
    assert (await total(mine), await total(other)) == (3, 1)


async def test_addresses_and_numbers_are_read_kept_and_shown_in_lists(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, **SHERYL)
    assert contact["name"] == "Sheryl Baxter"
    [email] = contact["emails"]
    assert (email["address"], email["label"], email["primary"]) == ("ZunigaVanessa@smith.info", "work", True)
    assert [(p["raw"], p["e164"], p["extension"]) for p in contact["phones"]] == [
        ("229.077.5154", None, None),
        ("+49 30 1234567 x718", "+49301234567", "718"),
    ]
    assert (await member.get(URL)).json()["items"] == [contact]
    assert (await member.get(f"{URL}/{contact['id']}")).json() == contact
    [event] = await bench.published("crm.contact.created.v1")
    assert event.data["emails"][0]["address"] == "ZunigaVanessa@smith.info"


async def test_changing_addresses_keeps_the_rows_that_stay(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, **SHERYL)
    where, first = f"{URL}/{contact['id']}", contact["emails"][0]
    emails = [
        {"address": "zunigavanessa@SMITH.info", "invalid": True},
        {"address": "new@example.com", "primary": True},
    ]
    changed = (await member.patch(where, json={"emails": emails})).json()
    assert [(e["address"], e["primary"], e["invalid"]) for e in changed["emails"]] == [
        ("zunigavanessa@smith.info", False, True),
        ("new@example.com", True, False),
    ]
    assert changed["emails"][0]["id"] == first["id"]
    assert changed["version"] > contact["version"]
    [event] = await bench.published("crm.contact.updated.v1")
    assert event.audit is not None
    assert set(event.audit["changes"]) == {"emails"}
    swapped = (await member.patch(where, json={"emails": list(reversed(emails))})).json()
    assert [e["address"] for e in swapped["emails"]] == ["new@example.com", "zunigavanessa@smith.info"]
    assert (await member.patch(where, json={"emails": []})).json()["emails"] == []
    await create(member, first_name="Vanessa", emails=[{"address": "zunigavanessa@smith.info"}])


async def test_a_change_of_a_label_alone_changes_the_etag(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, **SHERYL)
    emails = [{"address": "zunigavanessa@smith.info", "label": "home"}]
    changed = (await member.patch(f"{URL}/{contact['id']}", json={"emails": emails})).json()
    assert (changed["emails"][0]["label"], changed["version"]) == ("home", contact["version"] + 1)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({}, ""),
        ({"first_name": "A", "emails": [{"address": "nobody"}]}, "/emails/0/address"),
        ({"emails": [{"address": "a@b"}]}, "/emails/0/address"),
        ({"emails": [{"address": '"a b"@example.com'}]}, "/emails/0/address"),
        ({"emails": [{"address": f"{'a' * 65}@example.com"}]}, "/emails/0/address"),
        ({"emails": [{"address": "a@example.com"}, {"address": "A@EXAMPLE.com"}]}, "/emails"),
        (
            {"emails": [{"address": "a@x.org", "primary": True}, {"address": "b@x.org", "primary": True}]},
            "/emails",
        ),
        ({"first_name": "A", "tz": "Mars/Base"}, "/tz"),
        ({"first_name": "A", "website": "ftp://example.com"}, "/website"),
        ({"first_name": "A", "lifecycle_stage": "friend"}, "/lifecycle_stage"),
        ({"first_name": "A", "score": 5}, "/score"),
        ({"first_name": "A", "custom": {"nope": 1}}, "/custom/nope"),
        ({"first_name": "A", "company_id": str(new_id())}, "/company_id"),
    ],
)
async def test_bad_input_is_named_and_changes_nothing(
    bench: ServiceBench, fields: dict[str, Any], pointer: str
) -> None:
    member = bench.member(await bench.workspace())
    before = len(await bench.published())
    refused = await member.post(URL, json=fields)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await total(member), len(await bench.published())) == (0, before)


async def test_the_same_consistency_rules_hold_for_a_patch(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, **SHERYL)
    where = f"{URL}/{contact['id']}"
    twice = [{"address": "a@example.com"}, {"address": "A@example.com"}]
    assert (await member.patch(where, json={"emails": twice})).status_code == 422
    empty: dict[str, Any] = {"first_name": None, "last_name": None, "emails": [], "phones": []}
    refused = await member.patch(where, json=empty)
    assert refused.json()["errors"][0]["code"] == "empty_contact"
    assert (await member.get(where)).json() == contact


async def test_a_live_address_belongs_to_one_contact(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, **SHERYL)
    before = len(await bench.published())
    refused = await member.post(
        URL, json={"emails": [{"address": "ZUNIGAVANESSA@smith.info"}], "allow_duplicate": True}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "email_taken")
    assert refused.json()["contact_id"] == contact["id"]
    assert len(await bench.published()) == before

    where = f"{URL}/{contact['id']}"
    assert (await member.delete(where)).status_code == 204
    heir = await create(member, first_name="Vanessa", emails=[{"address": "zunigavanessa@smith.info"}])
    refused = await member.post(f"{where}/restore")
    assert (refused.status_code, refused.json()["code"]) == (409, "email_taken")
    await member.delete(f"{URL}/{heir['id']}")
    restored = await member.post(f"{where}/restore")
    assert restored.json()["emails"] == contact["emails"]
    refused = await member.post(f"{URL}/{heir['id']}/restore")
    assert refused.json()["code"] == "email_taken"


async def test_a_probable_duplicate_is_a_question_not_a_wall(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, **SHERYL)
    for fields, reason in (
        ({"first_name": "sheryl", "last_name": "BAXTER"}, "name"),
        ({"phones": [{"raw": "+49 (30) 1234567"}]}, "phone"),
    ):
        asked = await member.post(URL, json=fields)
        assert (asked.status_code, asked.json()["code"]) == (409, "possible_duplicate")
        assert asked.json()["candidates"] == [{"id": contact["id"], "name": "Sheryl Baxter", "reason": reason}]
        assert (await member.post(URL, json={**fields, "allow_duplicate": True})).status_code == 201
    assert await total(member) == 3


async def test_the_search_finds_names_addresses_and_numbers(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, **SHERYL)
    await create(member, first_name="Preston", emails=[{"address": "vmata@colon.com"}])
    for words in ("sheryl", "BAXTER she", "smith.info", "2290775154", "229.077", "1234567"):
        found = (await member.get(URL, params={"q": words})).json()["items"]
        assert [item["id"] for item in found] == [contact["id"]], words
    assert await total(member, email="VMATA@colon.com") == 1
    assert (await member.get(URL, params={"email": "nobody"})).status_code == 400
    assert await total(member, q="nobody") == 0


async def test_tags_are_made_by_naming_them_and_filter_lists(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    member = bench.member(workspace)
    contact = await create(member, first_name="A", tags=["VIP", "Berlin", "vip"])
    assert contact["tags"] == ["Berlin", "VIP"]
    await create(member, first_name="B", tags=["berlin"])
    assert (await total(member, tag="BERLIN"), await total(member, tag="vip")) == (2, 1)
    where = f"{URL}/{contact['id']}"
    changed = (await member.patch(where, json={"tags": ["Berlin"]})).json()
    assert (changed["tags"], changed["version"]) == (["Berlin"], contact["version"] + 1)
    tags = (await member.get("/api/v1/crm/tags", params={"sort": "name"})).json()["items"]
    assert [tag["name"] for tag in tags] == ["Berlin", "VIP"]
    await member.delete(f"/api/v1/crm/tags/{tags[0]['id']}")
    assert (await member.get(where)).json()["tags"] == []
    stranger = bench.member(await bench.workspace())
    await create(stranger, first_name="C", tags=["vip"])
    assert await total(stranger, tag="vip") == 1


async def test_owner_and_stage_changes_are_told(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    contact = await create(member, first_name="A")
    where, owner = f"{URL}/{contact['id']}", str(new_id())
    assigned = await member.post(f"{where}/assign", json={"owner_id": owner})
    assert assigned.json()["owner_id"] == owner
    assert (await member.post(f"{where}/assign", json={"owner_id": owner})).status_code == 200
    [told] = await bench.published("crm.contact.assigned.v1")
    assert (told.data["owner_id"], told.data["previous_owner_id"]) == (owner, None)
    await member.patch(where, json={"lifecycle_stage": "customer"})
    [told] = await bench.published("crm.contact.lifecycle_changed.v1")
    assert (told.data["previous_stage"], told.data["lifecycle_stage"]) == ("lead", "customer")


async def test_nobody_else_sees_or_changes_a_contact(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    owner, viewer = bench.member(workspace), bench.member(workspace, permissions=["crm.*:read"])
    stranger, nobody = bench.member(await bench.workspace()), bench.client()
    where = f"{URL}/{(await create(owner, **SHERYL))['id']}"
    before = len(await bench.published())
    for client, status in ((stranger, 404), (viewer, 403), (nobody, 401)):
        for answer in (
            await client.patch(where, json={"first_name": "X"}),
            await client.post(f"{where}/assign", json={"owner_id": None}),
            await client.delete(where),
        ):
            assert answer.status_code == status
    assert (await viewer.get(where)).status_code == 200
    assert len(await bench.published()) == before
    off = bench.member(await bench.workspace(features=[]))
    assert (await off.get(URL)).json()["code"] == "feature_disabled"


# --- races -----------------------------------------------------------------------------------------------------


async def test_the_last_place_of_the_plan_is_taken_once(bench: ServiceBench) -> None:
    workspace = await bench.workspace(limits={"crm.contacts": 100})
    member = bench.member(workspace)
    operations = [{"op": "create", "data": {"first_name": f"P{number}"}} for number in range(99)]
    filled = await member.post(f"{URL}/bulk", json={"operations": operations})
    assert {result["status"] for result in filled.json()["results"]} == {201}

    async def attempt(number: int) -> httpx2.Response:
        return await member.post(URL, json={"emails": [{"address": f"race{number}@example.com"}]})

    assert await race_statuses(attempt, callers=20) == {201: 1, 402: 19}
    refused = await member.post(URL, json={"first_name": "One too many"})
    assert (refused.json()["metric"], refused.json()["used"], refused.json()["limit"]) == (
        "crm.contacts",
        100,
        100,
    )
    assert await total(member) == 100
    assert len(await bench.published("crm.contact.created.v1")) == 100

    victim = (await member.get(URL)).json()["items"][0]
    await member.delete(f"{URL}/{victim['id']}")
    assert (await member.post(URL, json={"first_name": "Fits"})).status_code == 201
    assert (await member.post(f"{URL}/{victim['id']}/restore")).status_code == 402
    assert await total(member) == 100


async def test_one_address_sent_by_many_at_once_makes_one_contact(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())

    async def attempt(number: int) -> httpx2.Response:
        address = "Race@Example.com" if number % 2 else "race@example.com"
        return await member.post(URL, json={"emails": [{"address": address}]})

    assert await race_statuses(attempt, callers=10) == {201: 1, 409: 9}
    assert await total(member) == 1
    assert len(await bench.published("crm.contact.created.v1")) == 1


# --- other services --------------------------------------------------------------------------------------------


async def test_other_services_get_a_fresh_copy(bench: ServiceBench) -> None:
    workspace, other = await bench.workspace(), await bench.workspace()
    contact = await create(bench.member(workspace), **SHERYL)
    commerce, where = bench.service("commerce"), "/internal/v1/contacts/resolve"
    by_id = await commerce.post(where, json={"workspace_id": str(workspace), "contact_id": contact["id"]})
    assert by_id.status_code == 200
    assert (by_id.json()["name"], by_id.json()["emails"]) == ("Sheryl Baxter", contact["emails"])
    by_address = {"workspace_id": str(workspace), "address": "ZUNIGAVANESSA@smith.info"}
    assert (await commerce.post(where, json=by_address)).json() == by_id.json()
    foreign = await commerce.post(where, json={"workspace_id": str(other), "contact_id": contact["id"]})
    assert foreign.status_code == 404
    assert (await commerce.post(where, json={"workspace_id": str(other)})).status_code == 422
    assert (await bench.service("social").post(where, json=by_address)).status_code == 403
    assert (await bench.member(workspace).post(where, json=by_address)).status_code == 403
