"""The audit feeds: every public event once, nothing else, never changed."""

import csv
import io
from typing import Any

from mewayz_kit.ids import new_id

API = "/api/v1/workspace"


async def test_every_public_act_is_one_entry_with_who_what_and_from_where(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    headers = {"x-request-id": "req-1", "mewayz-internal-client-ip": "203.0.113.9"}
    await owner.patch(f"{API}/workspaces/current", json={"name": "Renamed"}, headers=headers)
    await town.bench.run_until_idle()
    answer = await owner.get(f"{API}/audit-entries", params={"action": "workspace.workspace.updated"})
    [entry] = answer.json()["items"]
    assert entry["actor_name"] == "Ada"
    assert (entry["actor_id"], entry["ip"], entry["request_id"]) == (str(ada), "203.0.113.9", "req-1")
    assert (entry["target_type"], entry["target_id"]) == ("workspace", str(acme))
    assert entry["changes"] == {"name": {"before": "Ferrell", "after": "Renamed"}}
    actions = {item["action"] for item in (await owner.get(f"{API}/audit-entries")).json()["items"]}
    assert "workspace.member.created" in actions
    assert "workspace.usage.recorded" not in actions


async def test_an_event_that_comes_twice_is_one_entry(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    message, deal = new_id(), {"id": str(new_id())}
    for _ in range(2):
        await town.bench.deliver(
            "crm.deal.won.v1", deal, workspace_id=acme, message_id=message, actor=str(ada), audit={"changes": {}}
        )
    await town.bench.deliver("crm.secret.done.v1", deal, workspace_id=acme, public=False)
    items = (await owner.get(f"{API}/audit-entries", params={"service": "crm"})).json()["items"]
    assert [(item["action"], item["target_id"]) for item in items] == [("crm.deal.won", deal["id"])]


async def test_the_feed_is_of_one_workspace_and_for_those_with_the_right(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme, other = await town.found(ada), await town.found(bob, "Other")
    stranger, owner = await town.enter(bob, other), await town.enter(ada, acme)
    [first, *_] = (await owner.get(f"{API}/audit-entries")).json()["items"]
    assert (await stranger.get(f"{API}/audit-entries/{first['id']}")).status_code == 404
    guest = await town.person("Guest")
    await town.join(owner, guest, "viewer")
    viewer = await town.enter(guest, acme)
    assert (await viewer.get(f"{API}/audit-entries")).status_code == 403
    for method in ("patch", "delete"):
        assert (await owner.request(method, f"{API}/audit-entries/{first['id']}")).status_code == 405


async def test_the_export_holds_what_the_list_shows(town: Any) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    answer = await owner.get(f"{API}/audit-entries/export", params={"format": "csv", "target_type": "member"})
    assert answer.status_code == 200
    [row] = csv.DictReader(io.StringIO(answer.text))
    assert (row["action"], row["actor_name"]) == ("workspace.member.created", "Ada")


async def test_the_plan_says_how_long_entries_are_kept(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme, other = await town.found(ada), await town.found(bob, "Other")
    await town.grant(other, workspace__audit_days=-1)
    town.bench.clock.advance(days=91)
    await town.bench.run_until_idle()
    for user, workspace, kept in ((ada, acme, False), (bob, other, True)):
        owner = await town.enter(user, workspace)
        items = (await owner.get(f"{API}/audit-entries", params={"target_type": "member"})).json()["items"]
        assert bool(items) is kept


async def test_acts_outside_workspaces_are_in_the_platform_feed(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    staff = town.bench.staff()
    await staff.post(f"{API}/admin/workspaces/{acme}/suspend", json={"reason": "spam wave"})
    await town.bench.run_until_idle()
    items = (await staff.get(f"{API}/admin/audit-entries")).json()["items"]
    assert "identity.user.created" in {item["action"] for item in items}
    [act] = [item for item in items if item["reason"] == "spam wave"]
    assert (act["action"], act["target_id"]) == ("workspace.workspace.suspended", str(acme))
    owner = await town.enter(ada, acme)
    assert (await owner.get(f"{API}/admin/audit-entries")).status_code == 403


async def test_the_platform_keeps_what_was_done_to_an_erased_person_without_what_names_them(town: Any) -> None:
    ada, staff = await town.person("Ada"), town.bench.staff()
    renamed = {"changes": {"name": {"before": "Ada", "after": "Ada Lovelace"}}, "ip": "203.0.113.9"}

    async def change() -> None:
        data = town.identity.people[ada]
        await town.bench.deliver("identity.user.updated.v1", data, actor=str(ada), audit=renamed)

    async def entries() -> list[dict[str, Any]]:
        params = {"target_id": str(ada), "action": "identity.user.updated"}
        items: list[dict[str, Any]] = (await staff.get(f"{API}/admin/audit-entries", params=params)).json()["items"]
        return items

    await change()
    provider = {"id": str(new_id())}
    await town.bench.deliver("identity.identity_provider.updated.v1", provider, actor=str(ada), audit=renamed)
    assert [(entry["changes"], entry["ip"]) for entry in await entries()] == [(renamed["changes"], "203.0.113.9")]
    gone = {"user": str(ada), "erasure": str(new_id()), "pseudonym": "Former user 1"}
    for _ in range(2):
        await town.bench.deliver("identity.user.deleted.v1", gone, public=False)
    await change()
    assert [(entry["changes"], entry["ip"], entry["actor_id"]) for entry in await entries()] == [
        (None, None, str(ada))
    ] * 2
    params = {"target_id": provider["id"]}
    [act] = (await staff.get(f"{API}/admin/audit-entries", params=params)).json()["items"]
    assert (act["changes"], act["ip"]) == (renamed["changes"], None), "what they did is evidence"
