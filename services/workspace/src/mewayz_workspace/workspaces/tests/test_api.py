"""Workspaces through their routes."""

from datetime import timedelta
from typing import Any

import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.race import race_statuses
from mewayz_workspace.team.roles.rules import SERVICES

API = "/api/v1/workspace"
BODY = {"name": "Ferrell LLC", "timezone": "Europe/Berlin", "locale": "en", "currency": "EUR"}


async def test_a_founder_is_owner_of_a_free_workspace(town: Any) -> None:
    ada = await town.person("Ada")
    answer = await town.as_person(ada).post(f"{API}/workspaces", json=BODY)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["slug"], shown["status"], shown["primary_owner_id"]) == ("ferrell-llc", "active", str(ada))
    assert (await town.as_person(ada).get(answer.headers["location"])).json() == shown
    [own] = (await town.as_person(ada).get(f"{API}/workspaces")).json()["items"]
    assert (own["id"], own["role"], own["role_name"]) == (shown["id"], "owner", "Owner")
    access = (await town.access(ada)).json()
    assert access["permissions"] == ["*:*"]
    types = [event.type for event in await town.bench.published()]
    assert types[:4] == [
        "workspace.workspace.created.v1",
        "workspace.entitlements.changed.v1",
        "workspace.usage.recorded.v1",
        "workspace.member.created.v1",
    ]
    [created] = await town.bench.published("workspace.workspace.created.v1")
    assert str(created.workspaceid) == shown["id"]
    assert created.data == shown
    [member] = await town.bench.published("workspace.member.created.v1")
    assert (member.data["user_id"], member.data["role"]) == (str(ada), "owner")
    assert "email" not in member.data


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"timezone": "Mars/Base"}, "/timezone"),
        ({"currency": "euro"}, "/currency"),
        ({"currency": "QQQ"}, "/currency"),
        ({"slug": "admin"}, "/slug"),
        ({"slug": "No Way"}, "/slug"),
        ({"status": "active"}, "/status"),
        ({"features": ["contacts", "nope"]}, "/features/1"),
        ({"features": ["pipelines"]}, "/features/0"),
        ({"name": ""}, "/name"),
    ],
)
async def test_a_bad_body_is_named_and_changes_nothing(town: Any, change: dict[str, Any], pointer: str) -> None:
    ada = await town.person("Ada")
    before = await town.counts()
    answer = await town.as_person(ada).post(f"{API}/workspaces", json=BODY | change)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await town.counts() == before


async def test_strangers_and_the_anonymous_see_nothing(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    assert (await town.as_person(bob).get(f"{API}/workspaces/{acme}")).status_code == 404
    assert (await town.as_person(bob).get(f"{API}/workspaces")).json() == {"items": []}
    assert (await town.access(bob, acme)).status_code == 404
    assert (await town.access(bob)).status_code == 404
    assert (await town.access(ada, new_id())).status_code == 404
    assert (await town.bench.client().get(f"{API}/workspaces")).status_code == 401
    assert (await town.bench.service("crm").get(f"/internal/v1/access/{ada}/{acme}")).json()["role"] == "owner"
    assert (await town.as_person(ada).get(f"/internal/v1/access/{ada}/{acme}")).status_code == 403
    for verb in ("close", "reopen", "accept-transfer", "leave"):
        body = {"slug": "ferrell"} if verb == "close" else None
        assert (await town.as_person(bob).post(f"{API}/workspaces/{acme}/{verb}", json=body)).status_code == 404


async def test_two_workspaces_must_be_named(town: Any) -> None:
    ada = await town.person("Ada")
    first, second = await town.found(ada, "One"), await town.found(ada, "Two two")
    answer = await town.access(ada)
    assert (answer.status_code, answer.json()["code"]) == (409, "workspace_required")
    assert (await town.access(ada, first)).json()["workspace_id"] == str(first)
    assert (await town.access(ada, second)).json()["workspace_id"] == str(second)


async def test_settings_change_with_etag_and_history_of_slugs(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada, "Acme")
    owner = await town.enter(ada, acme)
    got = await owner.get(f"{API}/workspaces/current")
    patched = await owner.patch(
        f"{API}/workspaces/current",
        json={"slug": "acme-new", "require_mfa": True},
        headers={"If-Match": got.headers["etag"]},
    )
    assert patched.json()["slug"] == "acme-new"
    stale = await owner.patch(
        f"{API}/workspaces/current", json={"name": "X"}, headers={"If-Match": got.headers["etag"]}
    )
    assert stale.status_code == 412
    assert (await town.access(ada, acme)).json()["require_mfa"] is True
    former = await town.bench.client().get(f"{API}/public/workspaces/acme")
    assert former.json() == {"name": "Acme", "slug": "acme-new"}
    taken = await town.as_person(bob).post(f"{API}/workspaces", json=BODY | {"slug": "acme"})
    assert (taken.status_code, taken.json()["code"]) == (409, "slug_taken")
    town.bench.clock.advance(days=366)
    assert (await town.as_person(bob).post(f"{API}/workspaces", json=BODY | {"slug": "acme"})).status_code == 201
    back = await (await town.enter(ada, acme)).patch(f"{API}/workspaces/current", json={"slug": "acme"})
    assert back.status_code == 409
    null = await (await town.enter(ada, acme)).patch(f"{API}/workspaces/current", json={"name": None})
    assert null.status_code == 422
    [event] = await town.bench.published("workspace.workspace.updated.v1")
    assert event.audit["changes"]["slug"] == {"before": "acme", "after": "acme-new"}


async def test_one_slug_wanted_by_many_goes_to_one(town: Any) -> None:
    people = [await town.person(f"P{number}") for number in range(8)]

    async def attempt(number: int) -> object:
        return await town.as_person(people[number]).post(f"{API}/workspaces", json=BODY | {"slug": "gold"})

    statuses = await race_statuses(attempt, callers=8)
    assert statuses == {201: 1, 409: 7}


async def test_close_is_read_only_then_hidden_and_comes_back(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    person = town.as_person(ada)
    assert (await person.post(f"{API}/workspaces/{acme}/close", json={"slug": "wrong"})).status_code == 422
    old = town.as_person(ada, auth_time=0)
    step_up = await old.post(f"{API}/workspaces/{acme}/close", json={"slug": "ferrell"})
    assert step_up.json()["code"] == "step_up_required"
    closed = await person.post(f"{API}/workspaces/{acme}/close", json={"slug": "ferrell"})
    assert closed.json()["status"] == "closing"
    [deleted] = await town.bench.published("workspace.workspace.deleted.v1")
    assert deleted.data["purge_at"] is not None
    owner = await town.enter(ada, acme)
    write = await owner.patch(f"{API}/workspaces/current", json={"name": "New"})
    assert (write.status_code, write.json()["code"]) == (403, "workspace_suspended")
    assert (await owner.get(f"{API}/members")).status_code == 200
    assert (await person.post(f"{API}/workspaces/{acme}/reopen")).json()["status"] == "active"
    assert (await owner.patch(f"{API}/workspaces/current", json={"name": "New"})).status_code == 200

    await person.post(f"{API}/workspaces/{acme}/close", json={"slug": "ferrell"})
    town.bench.clock.advance(days=31)
    await town.bench.run_until_idle()
    assert (await town.access(ada, acme)).status_code == 404
    assert (await town.as_person(ada).post(f"{API}/workspaces/{acme}/reopen")).status_code == 404
    town.bench.clock.advance(days=49)
    await town.bench.run_until_idle()
    staff = town.bench.staff()
    restored = await staff.post(f"{API}/admin/workspaces/{acme}/restore", json={"reason": "asked by owner"})
    assert restored.json()["status"] == "active"
    assert (await town.access(ada, acme)).status_code == 200


async def test_day_90_asks_every_service_to_purge_until_all_have_answered(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    await town.as_person(ada).post(f"{API}/workspaces/{acme}/close", json={"slug": "ferrell"})
    for _ in range(2):
        town.bench.clock.advance(days=45, minutes=1)
        await town.bench.run_until_idle()
    asked = len(await town.bench.published("workspace.workspace.purge_requested.v1"))
    assert asked >= 1
    [own] = (await town.bench.published("workspace.purge.completed.v1"))[:1]
    assert own.data["counts"]["members"] == 1
    assert own.data["counts"]["roles"] == 5
    town.bench.clock.advance(hours=1)
    await town.bench.run_until_idle()
    assert len(await town.bench.published("workspace.workspace.purge_requested.v1")) > asked
    for name in set(SERVICES) - {"workspace"}:
        assert await town.bench.published("workspace.workspace.purged.v1") == []
        shown = (await town.bench.staff().get(f"{API}/admin/workspaces/{acme}")).json()
        assert shown["status"] == "purging"
        assert name not in shown["erased_by"]
        body = {"workspace": str(acme), "counts": {}}
        await town.bench.deliver(f"{name}.purge.completed.v1", body, workspace_id=acme, public=False)
    [purged] = await town.bench.published("workspace.workspace.purged.v1")
    assert purged.data["id"] == str(acme)
    shown = (await town.bench.staff().get(f"{API}/admin/workspaces/{acme}")).json()
    assert (shown["status"], shown["name"]) == ("purged", "Purged workspace")
    assert sorted(shown["erased_by"]) == sorted(SERVICES)


async def test_who_alone_owns_a_shared_workspace_cannot_be_erased_yet(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme, solo = await town.found(ada), await town.found(ada, "Only mine")
    await town.join(await town.enter(ada, acme), bob)
    erasure = str(new_id())
    await town.bench.deliver(
        "identity.erasure.check_requested.v1", {"erasure": erasure, "user": str(ada)}, public=False
    )
    [checked] = await town.bench.published("workspace.erasure.checked.v1")
    assert [blocker["ref"] for blocker in checked.data["blockers"]] == [str(acme)]
    await town.as_person(ada).post(f"{API}/workspaces/{acme}/transfer", json={"slug": "ferrell", "user_id": str(bob)})
    await town.as_person(bob).post(f"{API}/workspaces/{acme}/accept-transfer")
    gone = {"erasure": erasure, "user": str(ada), "pseudonym": "Former member 7"}
    await town.bench.deliver("identity.user.deleted.v1", gone, public=False)
    [done] = await town.bench.published("workspace.erasure.completed.v1")
    assert (done.data["counts"]["memberships"], done.data["counts"]["workspaces_closed"]) == (2, 1)
    assert (await town.access(ada, acme)).status_code == 404
    status = (await town.bench.staff().get(f"{API}/admin/workspaces/{solo}")).json()["status"]
    assert status == "closing"
    owner = await town.enter(bob, acme)
    names = {item["actor_name"] for item in (await owner.get(f"{API}/audit-entries")).json()["items"]}
    assert "Former member 7" in names
    assert "Ada" not in names


async def test_an_export_holds_the_memberships(town: Any) -> None:
    ada = await town.person("Ada")
    await town.found(ada)
    export = str(new_id())
    await town.bench.deliver("identity.export.requested.v1", {"export": export, "user": str(ada)}, public=False)
    [part] = await town.bench.published("workspace.export_part.ready.v1")
    assert part.data["counts"]["memberships"] == 1


async def test_staff_suspends_and_reinstates_with_a_reason(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    staff = town.bench.staff()
    url = f"{API}/admin/workspaces/{acme}"
    assert (await town.bench.staff(permissions=["platform.users:read"]).get(url)).status_code == 403
    assert (await (await town.enter(ada, acme)).get(url)).status_code == 403
    assert (await staff.post(f"{url}/suspend", json={})).status_code == 422
    assert (await staff.post(f"{url}/suspend", json={"reason": "spam"})).json()["status"] == "suspended"
    owner = await town.enter(ada, acme)
    assert (await owner.patch(f"{API}/workspaces/current", json={"name": "New"})).status_code == 403
    again = await staff.post(f"{url}/suspend", json={"reason": "spam"})
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert (await staff.post(f"{url}/reinstate", json={"reason": "solved"})).json()["status"] == "active"
    assert (await staff.get(url)).json()["status_reason"] == "solved"


async def test_ownership_is_transferred_only_to_a_member_who_accepts(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    url = f"{API}/workspaces/{acme}"
    wanted = {"slug": "ferrell", "user_id": str(bob)}
    assert (await town.as_person(ada).post(f"{url}/transfer", json=wanted)).status_code == 422
    await town.join(await town.enter(ada, acme), bob)
    assert (await town.as_person(bob).post(f"{url}/transfer", json=wanted)).status_code == 403
    assert (await town.as_person(bob).post(f"{url}/accept-transfer")).status_code == 409
    assert (await town.as_person(ada).post(f"{url}/transfer", json=wanted)).status_code == 200
    accepted = await town.as_person(bob).post(f"{url}/accept-transfer")
    assert accepted.json()["primary_owner_id"] == str(bob)
    assert (await town.access(bob, acme)).json()["role"] == "owner"
    assert (await town.access(ada, acme)).json()["role"] == "admin"
    assert (await town.as_person(bob).post(f"{url}/accept-transfer")).status_code == 409


async def test_other_services_read_the_tenant_as_it_is_now(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    crm = town.bench.service("crm")
    tenant = (await crm.get(f"/internal/v1/entitlements/{acme}")).json()
    assert (tenant["status"], tenant["plan_version"], tenant["limits"]["workspace.members"]) == ("active", 1, 3)
    assert (await crm.get(f"/internal/v1/entitlements/{new_id()}")).status_code == 404
    assert (await town.as_person(ada).get(f"/internal/v1/entitlements/{acme}")).status_code == 403
    town.bench.clock.set(town.bench.clock.now() + timedelta(seconds=1))
