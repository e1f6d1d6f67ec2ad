"""Overrides through the staff routes."""

from datetime import timedelta
from typing import Any

import pytest

from mewayz_kit.clock import rfc3339

API = "/api/v1/workspace"


async def test_a_limit_is_raised_and_ends_by_the_clock(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    staff = town.bench.staff()
    until = rfc3339(town.bench.clock.now() + timedelta(days=2))
    body = {
        "workspace_id": str(acme),
        "kind": "limit",
        "limits": {"crm.contacts": 500, "workspace.members": 1},
        "until": until,
        "reason": "trial of a big list",
    }
    made = await staff.post(f"{API}/admin/overrides", json=body)
    assert made.status_code == 201, made.text
    owner = await town.enter(ada, acme)
    limits = (await owner.get(f"{API}/entitlements")).json()["limits"]
    assert (limits["crm.contacts"], limits["workspace.members"]) == (500, 3)
    town.bench.clock.advance(days=2, minutes=6)
    await town.bench.run_until_idle()
    owner = await town.enter(ada, acme)
    after = (await owner.get(f"{API}/entitlements")).json()
    assert after["limits"]["crm.contacts"] == 100
    assert after["frozen_from"] is not None


async def test_a_comp_gives_features_bundles_or_a_plan(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada, features=["contacts"])
    staff = town.bench.staff()
    owner = await town.enter(ada, acme)
    for comp, slug in (
        ({"features": ["white-label"]}, "white-label"),
        ({"bundles": ["ecommerce"]}, "vendors"),
    ):
        body = {"workspace_id": str(acme), "kind": "comp", "reason": "friend of the house", **comp}
        assert (await staff.post(f"{API}/admin/overrides", json=body)).status_code == 201
        held = (await owner.get(f"{API}/entitlements")).json()
        assert slug in held["features"]
    assert held["statics"]["badge"] == "optional"
    assert (await owner.get(f"{API}/features")).json()["used"] == 1
    plan = {"workspace_id": str(acme), "kind": "comp", "plan": "professional", "reason": "press"}
    assert (await staff.post(f"{API}/admin/overrides", json=plan)).status_code == 201
    assert (await owner.get(f"{API}/entitlements")).json()["limits"]["workspace.counted_features"] == -1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"limits": {"crm.nothing": 5}}, 422),
        ({"limits": {"crm.contacts": -2}}, 422),
        ({"limits": {"crm.contacts": 2**53 + 1}}, 422),
        ({"limits": {"crm.contacts": 10**30}}, 422),
        ({"limits": {}}, 422),
        ({"kind": "comp", "limits": {}, "features": ["nope"]}, 422),
        ({"kind": "comp", "limits": {}, "bundles": ["nope"]}, 404),
        ({"workspace_id": "0192f0c1-7d1e-7000-8000-6d657761797a"}, 404),
        ({"reason": ""}, 422),
    ],
)
async def test_nonsense_is_refused(town: Any, change: dict[str, Any], status: int) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    body = {"workspace_id": str(acme), "kind": "limit", "limits": {"crm.contacts": 5}, "reason": "because"}
    before = await town.counts()
    answer = await town.bench.staff().post(f"{API}/admin/overrides", json=body | change)
    assert answer.status_code == status, answer.text
    assert await town.counts() == before


@pytest.mark.parametrize("limit", [2**53 + 1, 10**30, -2, -(10**30)])
async def test_a_limit_beyond_its_bounds_is_refused_at_the_field(town: Any, limit: int) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    body = {"workspace_id": str(acme), "kind": "limit", "limits": {"crm.contacts": limit}, "reason": "because"}
    answer = await town.bench.staff().post(f"{API}/admin/overrides", json=body)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/limits/crm.contacts"]


async def test_no_tenant_role_reaches_the_staff_routes(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    body = {"workspace_id": str(acme), "kind": "limit", "limits": {"crm.contacts": -1}, "reason": "mine"}
    for client in (owner, town.as_person(ada), town.bench.client(), town.bench.staff(permissions=["platform.x:read"])):
        assert (await client.post(f"{API}/admin/overrides", json=body)).status_code in {401, 403}
