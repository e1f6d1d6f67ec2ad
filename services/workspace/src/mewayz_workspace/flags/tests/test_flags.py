"""Feature flags through their routes and rules."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mewayz_kit.ids import new_id
from mewayz_testing.race import race_statuses
from mewayz_workspace.flags.rules import BUCKETS, Rollout, bucket, is_on

API = "/api/v1/workspace"
WORKSPACES = st.uuids()


def test_the_bucket_is_the_one_of_invariant_18() -> None:
    one = UUID("0192f0c1-7d1e-7000-8000-000000000001")
    # First four bytes of sha256("new-editor:s1:0192f0c1-7d1e-7000-8000-000000000001").
    assert bucket("new-editor", "s1", one) == 9685
    assert bucket("new-editor", "s2", one) != bucket("new-editor", "s1", one)


@settings(max_examples=200)
@given(WORKSPACES, st.integers(0, BUCKETS), st.integers(0, BUCKETS))
def test_raising_the_percentage_never_switches_anyone_off(workspace: UUID, one: int, other: int) -> None:
    low, high = sorted((one, other))
    if is_on(Rollout("f", True, low, "s"), workspace, "free"):
        assert is_on(Rollout("f", True, high, "s"), workspace, "free")


@given(WORKSPACES)
def test_none_at_zero_all_at_the_end_and_off_is_off(workspace: UUID) -> None:
    assert not is_on(Rollout("f", True, 0, "s"), workspace, "free")
    assert is_on(Rollout("f", True, BUCKETS, "s"), workspace, "free")
    assert not is_on(Rollout("f", False, BUCKETS, "s", allowed={workspace}), workspace, "free")
    assert is_on(Rollout("f", True, 0, "s", allowed={workspace}), workspace, "free")
    assert is_on(Rollout("f", True, 0, "s", plans={"free"}), workspace, "free")
    assert not is_on(Rollout("f", True, BUCKETS, "s", allowed={workspace}, blocked={workspace}), workspace, "free")


async def _flags(town: Any, user: UUID, workspace: UUID) -> Any:
    return (await (await town.enter(user, workspace)).get(f"{API}/flags")).json()["flags"]


async def test_a_rollout_reaches_more_and_more_and_an_allow_list_beats_it(town: Any) -> None:
    ada, staff = await town.person("Ada"), town.bench.staff()
    houses = [await town.found(ada, f"House {number}") for number in range(6)]
    made = await staff.post(f"{API}/admin/feature-flags", json={"key": "new-editor", "salt": "s1"})
    assert made.status_code == 201, made.text
    one = f"{API}/admin/feature-flags/{made.json()['id']}"
    seen: set[UUID] = set()
    for share in (1_000, 5_000, 10_000):
        await staff.patch(one, json={"on": True, "rollout_bp": share})
        now = {house for house in houses if (await _flags(town, ada, house))["new-editor"]}
        assert now == {house for house in houses if bucket("new-editor", "s1", house) < share}
        assert seen <= now, "no workspace loses it on the way up"
        seen = now
    assert seen == set(houses)
    await staff.patch(one, json={"rollout_bp": 0, "rules": {"workspaces": [str(houses[2])]}})
    assert [(await _flags(town, ada, house))["new-editor"] for house in houses] == [h == houses[2] for h in houses]
    await staff.patch(one, json={"on": False})
    assert not (await _flags(town, ada, houses[2]))["new-editor"]
    changed = await town.bench.published("workspace.feature_flag.changed.v1")
    assert [event.data["rollout_bp"] for event in changed] == [0, 1_000, 5_000, 10_000, 0, 0]
    assert changed[-1].data["on"] is False
    assert not changed[-1].public
    entries = (await staff.get(f"{API}/admin/audit-entries?action=workspace.feature_flag.updated")).json()["items"]
    assert entries[0]["changes"]["on"] == {"before": True, "after": False}
    assert (await staff.delete(one)).status_code == 204
    assert "new-editor" not in await _flags(town, ada, houses[0])


async def test_of_many_flags_with_one_key_one_is_made(town: Any) -> None:
    staff = town.bench.staff()
    body = {"key": "beta"}
    statuses = await race_statuses(lambda _: staff.post(f"{API}/admin/feature-flags", json=body), callers=10)
    assert statuses == {201: 1, 409: 9}
    assert (await staff.get(f"{API}/admin/feature-flags?key=beta&count=true")).json()["total"] == 1


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"rollout_bp": 10_001}, "/rollout_bp"),
        ({"rollout_bp": -1}, "/rollout_bp"),
        ({"on": None}, "/on"),
        ({"salt": "other"}, "/salt"),
        ({"rules": {"planets": []}}, "/rules/planets"),
        ({"rules": {"workspaces": ["x"]}}, "/rules/workspaces/0"),
    ],
)
async def test_a_bad_change_is_named_and_changes_nothing(town: Any, change: dict[str, Any], pointer: str) -> None:
    staff = town.bench.staff()
    made = (await staff.post(f"{API}/admin/feature-flags", json={"key": "beta"})).json()
    before = await town.counts()
    answer = await staff.patch(f"{API}/admin/feature-flags/{made['id']}", json=change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await town.counts() == before


async def test_maintenance_is_told_to_the_gateway_alone_with_a_reason(town: Any) -> None:
    ada, staff = await town.person("Ada"), town.bench.staff()
    acme, other = await town.found(ada), await town.found(ada, "Other")
    assert (await staff.get(f"{API}/admin/maintenance")).json() == {"on": False, "workspaces": []}
    assert (await staff.put(f"{API}/admin/maintenance", json={"on": True})).status_code == 422
    body = {"on": True, "reason": "database upgrade"}
    assert (await staff.put(f"{API}/admin/maintenance", json=body)).json()["on"] is True
    assert (await town.access(ada, acme)).json()["status"] == "maintenance"
    own = town.bench.service("gateway")
    assert (await own.get(f"/internal/v1/entitlements/{acme}")).json()["status"] == "maintenance"
    crm = town.bench.service("crm")
    assert (await crm.get(f"/internal/v1/entitlements/{acme}")).json()["status"] == "active"
    [event] = await town.bench.published("workspace.feature_flag.changed.v1")
    assert (event.data["key"], event.data["on"]) == ("maintenance", True)
    [entry] = (await staff.get(f"{API}/admin/audit-entries?action=workspace.maintenance.switched")).json()["items"]
    assert (entry["reason"], entry["changes"]["on"]) == ("database upgrade", {"before": False, "after": True})
    await staff.put(f"{API}/admin/maintenance", json=body | {"workspaces": [str(other)]})
    assert (await town.access(ada, acme)).json()["status"] == "active"
    assert (await town.access(ada, other)).json()["status"] == "maintenance"
    await staff.put(f"{API}/admin/maintenance", json={"on": False, "reason": "done"})
    assert (await town.access(ada, other)).json()["status"] == "active"


async def test_the_maintenance_flag_changes_by_its_own_route_only(town: Any) -> None:
    staff = town.bench.staff()
    [row] = (await staff.get(f"{API}/admin/feature-flags?key=maintenance")).json()["items"]
    one = f"{API}/admin/feature-flags/{row['id']}"
    for answer in (
        await staff.patch(one, json={"on": True}),
        await staff.delete(one),
        await staff.post(f"{API}/admin/feature-flags", json={"key": "maintenance"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "reserved_flag")
    support = town.bench.staff(permissions=("platform.*:read",))
    assert (await support.put(f"{API}/admin/maintenance", json={"on": True, "reason": "no"})).status_code == 403
    owner = town.bench.member(new_id())
    assert (await owner.get(f"{API}/admin/feature-flags")).status_code == 403
