"""Members through their routes."""

from typing import Any

from mewayz_testing.race import race, race_statuses

API = "/api/v1/workspace"


async def test_a_changed_role_a_suspension_and_a_removal_act_at_once(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    member = await town.join(owner, bob)
    url = f"{API}/members/{member}"
    shown = (await owner.get(url)).json()
    assert (shown["name"], shown["email"], shown["role"]) == ("Bob", "bob@example.com", "editor")
    versions = [(await town.access(bob, acme)).json()["access_version"]]
    assert (await owner.patch(url, json={"role": "viewer", "title": "Guest"})).json()["title"] == "Guest"
    viewer = (await town.access(bob, acme)).json()
    versions.append(viewer["access_version"])
    assert viewer["role"] == "viewer"
    assert (await owner.post(f"{url}/suspend")).json()["status"] == "suspended"
    assert (await town.access(bob, acme)).status_code == 404
    again = await owner.post(f"{url}/suspend")
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert (await owner.post(f"{url}/reactivate")).json()["status"] == "active"
    versions.append((await town.access(bob, acme)).json()["access_version"])
    assert (await owner.delete(url)).status_code == 204
    assert (await town.access(bob, acme)).status_code == 404
    assert (await owner.get(url)).status_code == 404
    assert versions == sorted(set(versions))
    verbs = [event.type.split(".")[2] for event in await town.bench.published() if ".member." in event.type]
    assert verbs == ["created", "created", "role_changed", "suspended", "reactivated", "removed"]


async def test_an_owner_stays(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    [me] = (await owner.get(f"{API}/members")).json()["items"]
    before = await town.counts()
    for answer in (
        await owner.post(f"{API}/members/leave"),
        await town.as_person(ada).post(f"{API}/workspaces/{acme}/leave"),
        await owner.delete(f"{API}/members/{me['id']}"),
        await owner.post(f"{API}/members/{me['id']}/suspend"),
        await owner.patch(f"{API}/members/{me['id']}", json={"role": "admin"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner"), answer.text
    assert await town.counts() == before


async def test_the_last_two_owners_who_leave_at_once_leave_one(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    await town.join(await town.enter(ada, acme), bob, "owner")
    people = [town.as_person(ada), town.as_person(bob)]

    async def attempt(number: int) -> object:
        return await people[number].post(f"{API}/workspaces/{acme}/leave")

    assert await race_statuses(attempt, callers=2) == {204: 1, 409: 1}
    await town.bench.run_until_idle()
    [stays] = [user for user in (ada, bob) if (await town.access(user, acme)).status_code == 200]
    assert (await town.access(stays, acme)).json()["role"] == "owner"
    owner = await town.enter(stays, acme)
    assert (await owner.get(f"{API}/workspaces/current")).json()["primary_owner_id"] == str(stays)


async def test_an_admin_does_not_touch_owners(town: Any) -> None:
    ada, bob, eve = [await town.person(name) for name in ("Ada", "Bob", "Eve")]
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    await town.join(owner, bob, "admin")
    editor = await town.join(owner, eve)
    admin = await town.enter(bob, acme)
    [boss] = (await admin.get(f"{API}/members", params={"role": "owner"})).json()["items"]
    before = await town.counts()
    for answer in (
        await admin.delete(f"{API}/members/{boss['id']}"),
        await admin.post(f"{API}/members/{boss['id']}/suspend"),
        await admin.patch(f"{API}/members/{boss['id']}", json={"role": "viewer"}),
        await admin.patch(f"{API}/members/{editor}", json={"role": "owner"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_escalation")
    guest = await town.enter(eve, acme)
    assert (await guest.get(f"{API}/members")).status_code == 403
    assert (await guest.delete(f"{API}/members/{boss['id']}")).status_code == 403
    assert await town.counts() == before


async def test_seats_are_never_sold_twice(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    member = await town.join(owner, bob)
    guests = [await town.person(f"Guest{number}") for number in range(20)]
    tokens = [await town.invite(owner, f"guest{number}@example.com") for number in range(20)]

    async def attempt(number: int) -> Any:
        person = town.as_person(guests[number])
        return await person.post(f"{API}/invitations/accept", json={"token": tokens[number]})

    answers = await race(attempt, callers=20)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] + [402] * 19
    refused = next(answer.json() for answer in answers if answer.status_code == 402)
    assert {key: refused[key] for key in ("code", "metric", "used", "limit")} == {
        "code": "plan_limit_reached",
        "metric": "workspace.members",
        "used": 3,
        "limit": 3,
    }
    assert (await owner.get(f"{API}/members", params={"count": "true"})).json()["total"] == 3
    assert (await owner.delete(f"{API}/members/{member}")).status_code == 204
    again = await race(attempt, callers=20)
    assert sorted(answer.status_code for answer in again) == [200, 200] + [402] * 18
    assert (await owner.get(f"{API}/members", params={"count": "true"})).json()["total"] == 3


async def test_a_smaller_plan_freezes_the_latest_members_and_a_larger_one_thaws_them(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    await town.grant(acme, workspace__members=5)
    owner = await town.enter(ada, acme)
    for name in ("Bob", "Cid", "Dot", "Eve"):
        town.bench.clock.advance(seconds=1)
        last = await town.person(name)
        await town.join(owner, last)
    staff = town.bench.staff()
    [override] = (await staff.get(f"{API}/admin/overrides")).json()["items"]
    await staff.delete(f"{API}/admin/overrides/{override['id']}")
    await town.bench.run_until_idle()
    frozen = (await owner.get(f"{API}/members", params={"seat": "frozen"})).json()["items"]
    assert sorted(member["name"] for member in frozen) == ["Dot", "Eve"]
    assert (await town.access(last, acme)).json()["role"] == "viewer"
    await town.grant(acme, workspace__members=-1)
    assert (await owner.get(f"{API}/members", params={"seat": "frozen"})).json()["items"] == []
    assert (await town.access(last, acme)).json()["role"] == "editor"


async def test_who_comes_back_takes_the_same_row_up_again(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    first = await town.join(owner, bob)
    assert (await town.as_person(bob).post(f"{API}/workspaces/{acme}/leave")).status_code == 204
    assert await town.join(owner, bob, "viewer") == first
    assert (await town.access(bob, acme)).json()["role"] == "viewer"
