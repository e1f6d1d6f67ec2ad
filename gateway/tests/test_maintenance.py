"""Maintenance: tenants are refused, everybody who mends goes on."""

from typing import Any
from uuid import uuid4

DEALS = "/api/v1/crm/deals"
FLAG = "workspace.feature_flag.changed.v1"


async def test_maintenance_refuses_tenants_at_once_while_staff_goes_on(world: Any) -> None:
    user, workspace = world.neighbours.member()
    headers = {"authorization": f"Bearer {world.neighbours.token(user)}", "mewayz-workspace": workspace}
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200
    world.neighbours.access[user, workspace]["status"] = "maintenance"
    await world.publish(FLAG, {"key": "new-editor", "on": True})
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200, "another flag changes nothing here"
    await world.publish(FLAG, {"key": "maintenance", "on": True})
    refused = await world.client.get(DEALS, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (503, "maintenance")
    assert int(refused.headers["retry-after"]) <= 30
    staff = world.neighbours.token(str(uuid4()), staff=["platform.*:*"], aal=2)
    admin = await world.client.get("/api/v1/crm/admin", headers={"authorization": f"Bearer {staff}"})
    assert admin.status_code == 200
    assert (await world.client.get("/readyz")).status_code == 200
    assert (await world.client.get("/api/v1/crm/me", headers=headers)).status_code == 200
    assert (await world.client.get("/api/v1/crm/public/shop", headers=headers)).status_code == 200
    world.neighbours.access[user, workspace]["status"] = "active"
    await world.publish(FLAG, {"key": "maintenance", "on": False})
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200


async def test_a_portal_closes_with_its_workspace_and_survives_without_the_one_who_knows(world: Any) -> None:
    user, workspace = world.neighbours.member()
    portal = world.neighbours.token(str(uuid4()), aud="portal", ws=workspace)
    headers, learn = {"authorization": f"Bearer {portal}"}, "/api/v1/crm/learn"
    world.neighbours.away.add("workspace")
    assert (await world.client.get(learn, headers=headers)).status_code == 200
    world.neighbours.away.clear()
    world.neighbours.plans[workspace] = {"plan_version": 1, "status": "maintenance"}
    await world.publish(FLAG, {"key": "maintenance", "on": True})
    refused = await world.client.get(learn, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (503, "maintenance")
    assert int(refused.headers["retry-after"]) <= 30
    as_person = {"authorization": f"Bearer {world.neighbours.token(user)}"}
    assert (await world.client.get(learn, headers=as_person)).status_code == 200, "a person's own things stay open"
    world.neighbours.plans[workspace]["status"] = "active"
    await world.publish(FLAG, {"key": "maintenance", "on": False})
    assert (await world.client.get(learn, headers=headers)).status_code == 200
