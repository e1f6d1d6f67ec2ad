"""Roles through their routes."""

from typing import Any

API = "/api/v1/workspace"
SALES = {"key": "sales", "name": "Sales", "permissions": ["crm.*:read", "crm.*:write"]}


async def test_a_role_is_made_used_changed_and_only_then_deleted(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    built_in = (await owner.get(f"{API}/roles")).json()["items"]
    assert {role["key"] for role in built_in} == {"owner", "admin", "editor", "viewer", "manager"}
    made = await owner.post(f"{API}/roles", json=SALES)
    assert made.status_code == 201, made.text
    where = made.headers["location"]
    assert (await owner.post(f"{API}/roles", json=SALES)).json()["code"] == "role_key_taken"
    await town.join(owner, bob, "sales")
    before = (await town.access(bob, acme)).json()
    assert before["permissions"] == SALES["permissions"]
    in_use = await owner.delete(where)
    assert (in_use.status_code, in_use.json()["code"]) == (409, "role_in_use")
    await owner.patch(where, json={"permissions": ["crm.*:read"]})
    after = (await town.access(bob, acme)).json()
    assert after["permissions"] == ["crm.*:read"]
    assert after["access_version"] > before["access_version"]
    [member] = (await owner.get(f"{API}/members", params={"role": "sales"})).json()["items"]
    await owner.patch(f"{API}/members/{member['id']}", json={"role": "viewer"})
    assert (await owner.delete(where)).status_code == 204
    types = {event.type for event in await town.bench.published()}
    assert {f"workspace.role.{verb}.v1" for verb in ("created", "updated", "deleted")} <= types


async def test_nobody_makes_or_touches_a_role_beyond_their_own_rights(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    await town.join(owner, bob, "admin")
    billing = {"key": "billing", "name": "Billing", "permissions": ["workspace.subscription:write"]}
    made = (await owner.post(f"{API}/roles", json=billing)).json()
    admin = await town.enter(bob, acme)
    before = await town.counts()
    for answer in (
        await admin.post(f"{API}/roles", json=billing | {"key": "other"}),
        await admin.post(f"{API}/roles", json=billing | {"key": "all", "permissions": ["*:*"]}),
        await admin.patch(f"{API}/roles/{made['id']}", json={"name": "Mine"}),
        await admin.delete(f"{API}/roles/{made['id']}"),
        await admin.post(f"{API}/invitations", json={"email": "eve@example.com", "role": "billing"}),
        await admin.post(f"{API}/invitations", json={"email": "eve@example.com", "role": "owner"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_escalation"), answer.text
    assert await town.counts() == before
    batch = await admin.post(
        f"{API}/invitation-batches", json={"invitations": [{"email": "eve@example.com", "role": "billing"}]}
    )
    assert batch.json()["results"][0]["code"] == "permission_escalation"


async def test_built_in_roles_and_platform_rights_are_refused(town: Any) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    [viewer] = (await owner.get(f"{API}/roles", params={"key": "viewer"})).json()["items"]
    for answer in (
        await owner.patch(f"{API}/roles/{viewer['id']}", json={"name": "X"}),
        await owner.delete(f"{API}/roles/{viewer['id']}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "role_builtin")
    platform = await owner.post(f"{API}/roles", json=SALES | {"permissions": ["platform.users:read"]})
    assert platform.status_code == 422
    assert platform.json()["errors"][0]["pointer"] == "/permissions/0"


async def test_roles_of_another_workspace_are_invisible(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    owner, stranger = (
        await town.enter(ada, await town.found(ada, "One")),
        await town.enter(bob, await town.found(bob, "Other")),
    )
    where = (await owner.post(f"{API}/roles", json=SALES)).headers["location"]
    before = await town.counts()
    assert (await stranger.get(where)).status_code == 404
    assert (await stranger.patch(where, json={"name": "X"})).status_code == 404
    assert (await stranger.delete(where)).status_code == 404
    assert await town.counts() == before
    invited = await stranger.post(f"{API}/invitations", json={"email": "x@example.com", "role": "sales"})
    assert (invited.status_code, invited.json()["errors"][0]["code"]) == (422, "unknown_role")
