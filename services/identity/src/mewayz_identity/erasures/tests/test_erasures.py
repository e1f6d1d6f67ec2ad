"""Saga H: check, run, receipts, tombstone."""

import asyncio
from typing import Any

import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.race import race_statuses

IDENTITY = "/api/v1/identity"
URL, ADMIN = f"{IDENTITY}/erasures", f"{IDENTITY}/admin/erasures"
BOTH = ("identity", "crm")


@pytest.fixture
async def house(open_house: Any) -> Any:
    """An installation with one more service than identity."""
    async with open_house(services=BOTH) as opened:
        yield opened


async def scheduled(house: Any) -> tuple[Any, str]:
    person = await house.verified()
    made = await (await person.client()).post(URL, json={"confirm": person.email})
    assert made.status_code == 201, made.text
    return person, made.json()["id"]


async def crm(house: Any, what: str, erasure: str, **said: Any) -> None:
    await house.bench.deliver(f"crm.erasure.{what}.v1", {"erasure": erasure, **said}, public=False)


async def own(house: Any, person: Any, erasure: str) -> Any:
    return (await house.bench.person(person.id).get(f"{URL}/{erasure}")).json()


async def fall_due(house: Any, days: int = 14) -> None:
    house.bench.clock.advance(days=days)
    await house.bench.run_until_idle()


async def test_the_whole_way(house: Any) -> None:
    person, erasure = await scheduled(house)
    assert (await person.refresh()).json()["code"] == "session_ended"
    back = (await house.login(person)).json()
    claims = await house.claims(back["access_token"])
    assert (claims["leaving"], back["user"]["status"]) == (True, "deletion_scheduled")
    await fall_due(house)
    waiting = await own(house, person, erasure)
    assert (waiting["state"], waiting["missing"]) == ("checking", ["crm"])
    await crm(house, "checked", erasure, clear=True, blockers=[])
    running = await own(house, person, erasure)
    assert (running["state"], running["missing"]) == ("running", ["crm"])
    [gone] = await house.bench.published("identity.user.deleted.v1")
    assert gone.data["user"] == person.id
    assert (await house.login(person)).status_code == 401
    assert (await house.bench.person(person.id).post(f"{URL}/{erasure}/cancel")).status_code == 409
    taken = await house.visitor.post(
        f"{IDENTITY}/public/registrations", json={"email": person.email, "password": person.password, "name": "A"}
    )
    assert taken.status_code == 409, "the address is free only when every service has answered"
    await crm(house, "completed", erasure, counts={"notes": 3})
    again = await house.register(person.email)
    assert again.id != person.id
    done = (await house.bench.staff().get(f"{ADMIN}/{erasure}")).json()
    assert (done["state"], done["missing"], done["receipts"]["crm"]["counts"]) == ("completed", [], {"notes": 3})
    final = [e for e in await house.bench.published("identity.erasure.completed.v1") if e.data.get("user")]
    assert [event.data["pseudonym"] for event in final] == [gone.data["pseudonym"]]
    users = house.bench.staff()
    tombstone = (await users.get(f"{IDENTITY}/admin/users/{person.id}")).json()
    assert (tombstone["status"], tombstone["name"]) == ("deleted", gone.data["pseudonym"])
    assert person.email not in str(tombstone)


async def test_replayed_events_do_not_bring_a_person_back(house: Any) -> None:
    person, erasure = await scheduled(house)
    await fall_due(house)
    await crm(house, "checked", erasure, clear=True, blockers=[])
    await crm(house, "completed", erasure, counts={})
    await crm(house, "completed", erasure, counts={"notes": 9})
    workspace = await house.bench.workspace()
    member = {"user_id": person.id, "role": "owner"}
    await house.bench.deliver("workspace.member.created.v1", member, workspace_id=workspace)
    event = {"export": str(new_id()), "user": person.id, "deadline": house.bench.clock.now().isoformat()}
    await house.bench.deliver("identity.export.requested.v1", event, public=False)
    ready = (await house.bench.published("identity.export_part.ready.v1"))[-1]
    assert ready.data["counts"].get("memberships", 0) == 0
    receipts = (await house.bench.staff().get(f"{ADMIN}/{erasure}")).json()["receipts"]
    assert receipts["crm"]["counts"] == {}


async def test_a_blocker_stops_it_until_it_is_settled(house: Any) -> None:
    person, erasure = await scheduled(house)
    await fall_due(house)
    blocker = {"code": "sole_owner", "title": "Acme", "ref": str(new_id())}
    await crm(house, "checked", erasure, clear=False, blockers=[blocker])
    blocked = await own(house, person, erasure)
    assert blocked["state"] == "blocked"
    assert [(b["code"], b["title"]) for b in blocked["blockers"]] == [("sole_owner", "Acme")]
    assert "Acme" in (await house.mails(person.email, "notification"))[-1]["data"]["body"]
    assert await house.bench.published("identity.user.deleted.v1") == []
    house.bench.clock.advance(minutes=1)
    retried = await house.bench.person(person.id).post(f"{URL}/{erasure}/retry")
    assert (retried.json()["state"], retried.json()["blockers"]) == ("checking", [])
    assert (await house.bench.person(person.id).post(f"{URL}/{erasure}/retry")).status_code == 409
    await house.bench.run_until_idle()
    await crm(house, "checked", erasure, clear=True, blockers=[])
    assert (await own(house, person, erasure))["state"] == "running"


async def test_a_change_of_mind_restores_everything(house: Any) -> None:
    person, erasure = await scheduled(house)
    house.bench.clock.advance(days=13)
    await house.bench.run_until_idle()
    cancelled = await house.bench.person(person.id).post(f"{URL}/{erasure}/cancel")
    assert cancelled.json()["state"] == "cancelled"
    await fall_due(house, days=2)
    assert (await own(house, person, erasure))["state"] == "cancelled"
    back = (await house.login(person)).json()
    assert back["user"]["status"] == "active"
    assert (await house.claims(back["access_token"]))["leaving"] is False
    second = await house.bench.person(person.id).post(URL, json={"confirm": person.email})
    assert second.status_code == 201


async def test_a_missing_answer_is_asked_for_hourly_and_shown_to_staff(house: Any) -> None:
    person, erasure = await scheduled(house)
    await fall_due(house)
    house.bench.clock.advance(hours=1)
    await house.bench.run_until_idle()
    assert len(await house.bench.published("identity.erasure.check_requested.v1")) == 2
    await crm(house, "checked", erasure, clear=True, blockers=[])
    house.bench.clock.advance(hours=1)
    await house.bench.run_until_idle()
    assert len(await house.bench.published("identity.user.deleted.v1")) == 2
    listed = (await house.bench.staff().get(ADMIN, params={"state": "running"})).json()["items"]
    assert [(item["user_id"], item["missing"]) for item in listed] == [(person.id, ["crm"])]


async def test_what_is_refused(house: Any) -> None:
    person, other = await house.verified(), await house.verified()
    client = await person.client()
    wrong = await client.post(URL, json={"confirm": other.email})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/confirm")
    stale = house.bench.person(person.id, auth_time=0)
    assert (await stale.post(URL, json={"confirm": person.email})).json()["code"] == "step_up_required"
    acting = house.bench.person(person.id, act=other.id)
    assert (await acting.post(URL, json={"confirm": person.email})).json()["code"] == "impersonation_forbidden"
    made = (await client.post(URL, json={"confirm": person.email.upper()})).json()
    stranger = await other.client()
    for answer in (await stranger.get(f"{URL}/{made['id']}"), await stranger.post(f"{URL}/{made['id']}/cancel")):
        assert answer.status_code == 404
    founder = await house.founder()
    staff = await (await founder.client()).post(URL, json={"confirm": founder.email})
    assert (staff.status_code, staff.json()["code"]) == (409, "is_staff")


async def test_one_at_a_time(house: Any) -> None:
    person = await house.verified()
    clients = [await person.client() for _ in range(5)]
    statuses = await race_statuses(lambda n: clients[n].post(URL, json={"confirm": person.email}), callers=5)
    assert statuses == {201: 1, 409: 4}


async def test_an_unclaimed_account_goes_without_questions(house: Any) -> None:
    person = await house.register()
    await fall_due(house, days=31)
    [gone] = await house.bench.published("identity.user.deleted.v1")
    assert gone.data["user"] == person.id
    await crm(house, "completed", gone.data["erasure"], counts={})
    assert (await house.register(person.email)).id != person.id


async def test_a_cancel_at_the_very_moment_it_falls_due_is_one_or_the_other(house: Any) -> None:
    person, erasure = await scheduled(house)
    house.bench.clock.advance(days=14)
    own_client = house.bench.person(person.id)
    answer, _ = await asyncio.gather(own_client.post(f"{URL}/{erasure}/cancel"), house.bench.run_until_idle())
    state = (await own(house, person, erasure))["state"]
    asked = await house.bench.published("identity.erasure.check_requested.v1")
    assert (answer.status_code, state, len(asked)) in {(200, "cancelled", 0), (409, "checking", 1)}
