"""The security log of a workspace."""

from datetime import timedelta
from typing import Any
from uuid import UUID

URL = "/api/v1/identity/workspace-security-events"


async def test_owners_see_keys_and_second_factors_of_members_and_nothing_else(house: Any) -> None:
    person, stranger = await house.verified(), await house.verified()
    workspace = await house.bench.workspace(features=["api-access"], limits={"identity.api_keys": 3})
    member = {"user_id": person.id, "role": "owner"}
    await house.bench.deliver("workspace.member.created.v1", member, workspace_id=workspace)
    owner = house.bench.member(workspace, user_id=UUID(person.id))
    expires = (house.bench.clock.now() + timedelta(days=30)).isoformat()
    body = {"name": "Import", "scopes": ["crm.contacts:read"], "expires_at": expires}
    assert (await owner.post("/api/v1/identity/api-keys", json=body)).status_code == 201
    for somebody in (person, stranger):
        await somebody.enrol_totp()
    items = (await owner.get(URL)).json()["items"]
    assert sorted(item["action"] for item in items) == ["api_key.created", "mfa.changed"]
    assert {item["user_id"] for item in items} == {person.id}
    assert all("ip" not in item for item in items), "where a member was is not the owner's business"
    other = house.bench.member(await house.bench.workspace())
    assert (await other.get(URL)).json()["items"] == []
    viewer = house.bench.member(workspace, permissions=["*:read", "!identity.security_events:*"])
    assert (await viewer.get(URL)).status_code == 403
