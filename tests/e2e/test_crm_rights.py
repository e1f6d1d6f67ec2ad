"""What a plan and a role let somebody do with records: scenarios 11 and 12 of crm.md."""

import asyncio
from typing import Any

import pytest_asyncio
from tests.e2e.crm import CRM, FEATURES, Files, at_once, count, counts, everything, make

from mewayz_testing.people import Person, Platform, Seat, succeed

USAGE = "/api/v1/workspace/usage"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


async def test_a_member_with_own_records_sees_no_others_in_any_way(ada: Person, platform: Platform) -> None:
    boss = await ada.create_workspace("Own", features=FEATURES)
    role = {"key": "sales", "name": "Sales", "permissions": ["*:read", "crm.*:*"]}
    succeed(await boss.post("/api/v1/workspace/roles", json=role))
    access = {"roles": {"sales": "own"}}
    assert succeed(await boss.request("PUT", f"{CRM}/record-access", json=access)) == access
    ann, bob = await asyncio.gather(*[join(platform, boss, name) for name in ("Ann", "Bob")])
    theirs = await make(ann, "contacts", first_name="Sheryl", emails=[{"address": "sheryl@own.example"}])
    await make(ann, "notes", subject_type="contact", subject_id=theirs["id"], body="Secret")
    mine = await make(bob, "contacts", first_name="Preston")
    view = await make(boss, "views", name="Everybody", entity="contact", shared=True, sort="name")

    assert await count(boss, "contacts") == 2
    assert await count(bob, "contacts") == 1
    one = f"{CRM}/contacts/{theirs['id']}"
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/personal-data"), ("GET", "/subscriptions")):
        assert (await bob.request(method, f"{one}{path}")).status_code == 404, (method, path)
    assert (await bob.patch(one, json={"title": "Mine"})).status_code == 404
    assert succeed(await bob.get(f"{CRM}/contacts", params={"q": "sheryl"}))["items"] == []
    assert [contact["id"] for contact in await everything(bob, "contacts")] == [mine["id"]]
    assert await count(bob, "notes") == 0
    assert succeed(await bob.get(f"{CRM}/timeline", params={"subject_id": theirs["id"]}))["items"] == []
    merge = await bob.post(f"{CRM}/contacts/{mine['id']}/merge", json={"ids": [theirs["id"]]})
    assert merge.status_code in {404, 422}, merge.text
    everyone = {"filter": {"all": [{"field": "created_at", "op": "is_not_empty"}]}}
    for seat, names in ((boss, ["Preston", "Sheryl"]), (bob, ["Preston"])):
        shown = succeed(await seat.get(f"{CRM}/views/{view['id']}/rows"))["items"]
        assert [row["name"] for row in shown] == names
        preview = succeed(await seat.post(f"{CRM}/segments/preview", json=everyone))
        assert sorted(contact["name"] for contact in preview["items"]) == names
        assert preview["count"] == len(names)
    assert succeed(await boss.get(one)) == theirs, "nothing of this has changed it"
    succeed(await boss.post(f"{one}/assign", json={"owner_id": bob.person.id}))
    assert (await count(bob, "contacts"), await count(ann, "contacts")) == (2, 0)


async def test_what_a_member_may_not_see_is_not_found_or_told_outside_crm_either(
    ada: Person, platform: Platform
) -> None:
    boss = await ada.create_workspace("Found", features=FEATURES)
    role = {"key": "sales", "name": "Sales", "permissions": ["*:read", "crm.*:*"]}
    succeed(await boss.post("/api/v1/workspace/roles", json=role))
    succeed(await boss.request("PUT", f"{CRM}/record-access", json={"roles": {"sales": "own"}}))
    ann, bob = await asyncio.gather(*[join(platform, boss, name) for name in ("Ann", "Bob")])
    theirs = await make(ann, "contacts", first_name="Sheryl", last_name="Baxter")
    await make(ann, "notes", subject_type="contact", subject_id=theirs["id"], body="Baxter likes tea")
    mine = await make(bob, "contacts", first_name="Preston", last_name="Baxter")
    bobs, everybodys = ["Preston Baxter"], ["Baxter likes tea", "Preston Baxter", "Sheryl Baxter"]

    async def shown() -> bool:
        """Whether all has arrived, and each finds and reads what is theirs."""
        return (await found(boss), await found(bob)) == (everybodys, bobs) and await told(bob) == [mine["id"]]

    await platform.until(shown, "a search that shows everybody what is theirs")
    limited = await told(bob, "audit-entries", service="crm")
    assert mine["id"] in limited
    assert theirs["id"] not in limited
    assert theirs["id"] in await told(boss, "audit-entries", service="crm")
    succeed(await boss.post(f"{CRM}/contacts/{theirs['id']}/assign", json={"owner_id": bob.person.id}))

    async def moved() -> bool:
        return (await found(bob), await found(ann)) == (everybodys, [])

    await platform.until(moved, "a contact that was given away, with its note")


async def found(seat: Seat) -> list[str]:
    """What the search of the workspace finds."""
    hits = succeed(await seat.get("/api/v1/workspace/search", params={"q": "baxter"}))["items"]
    return sorted(hit["title"] for hit in hits)


async def told(seat: Seat, feed: str = "activity", **filters: Any) -> list[str]:
    """The records that a feed of the workspace tells about: contacts, or what the filters say."""
    wanted = filters or {"target_type": "contact"}
    entries = succeed(await seat.get(f"/api/v1/workspace/{feed}", params={"limit": 100, **wanted}))["items"]
    return sorted({entry["target_id"] for entry in entries})


async def join(platform: Platform, boss: Seat, name: str) -> Seat:
    """Somebody new who sells."""
    return await (await platform.newcomer(name)).join(boss, role="sales")


async def test_the_last_place_of_a_plan_goes_to_one_of_twenty(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Full", features=FEATURES)
    await make(seat, "contacts", first_name="First")

    async def given() -> int | None:
        items = succeed(await seat.get(USAGE))["items"]
        return next((int(item["limit"]) for item in items if item["metric"] == "crm.contacts"), None)

    limit = await platform.until(given, "the limit of the plan")
    people = "First Name,Email\n" + "".join(f"P{n},p{n}@full.example\n" for n in range(limit + 5))
    files = Files(seat, platform, "contacts")
    done = await files.bring(people.encode())
    assert counts(done) == (limit - 1, 0, 0, 6)
    assert {row["code"] for row in await files.rows(done, outcome="failed")} == {"plan_limit_reached"}
    assert await count(seat, "contacts") == limit, "rows beyond the plan are failed rows, not half ones"
    for _ in range(2):
        first = succeed(await seat.get(f"{CRM}/contacts", params={"limit": 1}))["items"][0]
        assert (await seat.delete(f"{CRM}/contacts/{first['id']}")).status_code == 204
        answers = await at_once(*[seat.post(f"{CRM}/contacts", json={"first_name": f"N{n}"}) for n in range(20)])
        refused = [answer.json() for answer in answers if answer.status_code == 402]
        assert [answer.status_code for answer in answers].count(201) == 1
        assert len(refused) == 19
        assert {(one["code"], one["metric"], one["used"], one["limit"]) for one in refused} == {
            ("plan_limit_reached", "crm.contacts", limit, limit)
        }
        assert await count(seat, "contacts") == limit
