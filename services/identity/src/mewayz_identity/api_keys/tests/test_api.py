"""API keys through the routes and through introspection."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from mewayz_kit.ids import new_id
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity/api-keys"
SCOPES = ("identity.api_keys:read", "identity.api_keys:write", "identity.api_keys:delete", "crm.*:*")


class Tenant:
    """A workspace with a member who may make keys."""

    def __init__(self, house: Any, workspace_id: UUID, person: Any) -> None:
        self.house, self.id, self.person = house, workspace_id, person
        self.member = house.bench.member(workspace_id, user_id=UUID(person.id), permissions=SCOPES)

    def body(self, **changes: Any) -> dict[str, Any]:
        expires = self.house.bench.clock.now() + timedelta(days=30)
        known = {"name": "Import", "scopes": ["crm.contacts:read"], "expires_at": expires.isoformat()}
        return known | changes

    async def make(self, **changes: Any) -> dict[str, Any]:
        answer = await self.member.post(URL, json=self.body(**changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def introspect(self, key: str) -> dict[str, Any]:
        answer = await self.house.bench.service("gateway").post("/internal/v1/introspect", json={"token": key})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def member_event(self, verb: str, **data: Any) -> None:
        await self.house.bench.deliver(
            f"workspace.member.{verb}.v1", {"user_id": self.person.id, "role": "editor"} | data, workspace_id=self.id
        )
        self.house.bench.clock.advance(seconds=1)


@pytest.fixture
async def tenant(house: Any) -> Tenant:
    person = await house.verified()
    workspace_id = await house.bench.workspace(features=["api-access"], limits={"identity.api_keys": 3})
    made = Tenant(house, workspace_id, person)
    await made.member_event("created", role="owner")
    return made


async def test_the_secret_is_shown_once_and_introspection_tells_what_it_may(tenant: Any) -> None:
    made = await tenant.make(allowed_ips=["192.0.2.0/24"])
    assert made["key"].startswith("mwz_live_")
    assert await tenant.introspect(made["key"]) == {
        "active": True,
        "key_id": made["id"],
        "kind": "personal",
        "user_id": tenant.person.id,
        "workspace_id": str(tenant.id),
        "scopes": ["crm.contacts:read"],
        "allowed_ips": ["192.0.2.0/24"],
        "email_verified": True,
        "version": 1,
    }
    shown = await tenant.member.get(f"{URL}/{made['id']}")
    secret = made["key"].rpartition("_")[2]
    listed = await tenant.member.get(URL)
    events = " ".join(e.model_dump_json() for e in await tenant.house.bench.published())
    for text in (shown.text, listed.text, events):
        assert secret not in text
    assert shown.json()["last_used_at"] is not None
    for wrong in (made["key"][:-1], made["key"][:-2] + "zz", "mwz_live_x_y", ""):
        assert await tenant.introspect(wrong) == {"active": False}


async def test_a_key_holds_only_what_its_maker_may_do(tenant: Any) -> None:
    for scopes, status in (
        (["finance.invoices:read"], 403),
        (["identity.api_keys:write"], 422),
        (["workspace.members:write"], 422),
        (["platform.users:read"], 422),
        (["crm.*:read"], 422),
        ([], 422),
    ):
        answer = await tenant.member.post(URL, json=tenant.body(scopes=scopes))
        assert answer.status_code == status, scopes
    late = tenant.house.bench.clock.now() + timedelta(days=366)
    assert (await tenant.member.post(URL, json=tenant.body(expires_at=late.isoformat()))).status_code == 422
    assert (await tenant.member.get(URL)).json()["items"] == []
    assert await tenant.house.bench.published("identity.usage.recorded.v1") == []


async def test_who_may_not_make_keys(tenant: Any) -> None:
    bench = tenant.house.bench
    person = UUID(tenant.person.id)
    reader = bench.member(tenant.id, user_id=person, permissions=["*:read"])
    unverified = bench.member(tenant.id, user_id=person, permissions=SCOPES, ev=False)
    key = bench.client(kind="key", sub=str(new_id()), ws=tenant.id, scope=" ".join(SCOPES), ev=True)
    without = await bench.workspace(features=[])
    answers = [
        (await client.post(URL, json=tenant.body())).json()["code"]
        for client in (reader, unverified, key, bench.member(without, user_id=person, permissions=SCOPES))
    ]
    assert answers == ["permission_denied", "email_not_verified", "permission_denied", "feature_disabled"]


async def test_another_workspace_sees_nothing(tenant: Any) -> None:
    made = await tenant.make()
    other = await tenant.house.bench.workspace(features=["api-access"])
    stranger = tenant.house.bench.member(other, permissions=["*:*"])
    for answer in (
        await stranger.get(f"{URL}/{made['id']}"),
        await stranger.patch(f"{URL}/{made['id']}", json={"name": "mine"}),
        await stranger.post(f"{URL}/{made['id']}/revoke"),
        await stranger.post(f"{URL}/{made['id']}/rotate", json={}),
    ):
        assert answer.status_code == 404
    assert (await tenant.introspect(made["key"]))["active"] is True


async def test_revoking_stops_it_and_frees_its_place(tenant: Any) -> None:
    made = await tenant.make()
    assert (await tenant.member.post(f"{URL}/{made['id']}/revoke")).json()["state"] == "revoked"
    assert await tenant.introspect(made["key"]) == {"active": False}
    again = await tenant.member.post(f"{URL}/{made['id']}/revoke")
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    [event] = await tenant.house.bench.published("identity.api_key.revoked.v1")
    assert event.data == {"key_id": made["id"]}
    told = await tenant.house.bench.service("gateway").get("/internal/v1/revocations")
    assert told.json()["keys"] == [made["id"]]
    usage = [e.data["used"] for e in await tenant.house.bench.published("identity.usage.recorded.v1")]
    assert usage == [1, 0]


async def test_rotation_overlaps_as_long_as_asked(tenant: Any) -> None:
    made = await tenant.make()
    new = (await tenant.member.post(f"{URL}/{made['id']}/rotate", json={"overlap_seconds": 3600})).json()
    assert (await tenant.introspect(made["key"]))["active"] is True
    assert (await tenant.introspect(new["key"]))["active"] is True
    tenant.house.bench.clock.advance(seconds=3600)
    assert await tenant.introspect(made["key"]) == {"active": False}
    newest = (await tenant.member.post(f"{URL}/{made['id']}/rotate", json={})).json()
    assert await tenant.introspect(new["key"]) == {"active": False}
    assert (await tenant.introspect(newest["key"]))["active"] is True
    too_long = await tenant.member.post(f"{URL}/{made['id']}/rotate", json={"overlap_seconds": 604_801})
    assert too_long.status_code == 422


async def test_expiry_is_exact_and_frees_the_place_later(tenant: Any) -> None:
    soon = tenant.house.bench.clock.now() + timedelta(minutes=5)
    made = await tenant.make(expires_at=soon.isoformat())
    tenant.house.bench.clock.advance(minutes=5)
    assert await tenant.introspect(made["key"]) == {"active": False}
    tenant.house.bench.clock.advance(hours=1)
    await tenant.house.bench.run_until_idle()
    assert (await tenant.member.get(f"{URL}/{made['id']}")).json()["state"] == "expired"
    assert [e.data["used"] for e in await tenant.house.bench.published("identity.usage.recorded.v1")] == [1, 0]


async def test_its_people_are_told_fourteen_and_three_days_before_the_end(tenant: Any) -> None:
    soon = tenant.house.bench.clock.now() + timedelta(days=15)
    await tenant.make(expires_at=soon.isoformat())
    await tenant.make(kind="workspace", expires_at=soon.isoformat())
    for _ in range(16):
        tenant.house.bench.clock.advance(days=1)
        await tenant.house.bench.run_until_idle()
    notices = await tenant.house.bench.published("identity.notice.requested.v1")
    assert [notice.data["dedupe_key"].rpartition(":")[2] for notice in notices] == ["14", "14", "3", "3"]
    assert notices[0].workspaceid == tenant.id
    assert notices[0].data["recipients"]["users"] == [tenant.person.id]
    assert notices[1].data["recipients"]["permission"] == "identity.api_keys:write"


async def test_a_personal_key_follows_its_person_a_workspace_key_does_not(tenant: Any) -> None:
    personal, shared = await tenant.make(), await tenant.make(kind="workspace")
    await tenant.member_event("suspended")
    assert await tenant.introspect(personal["key"]) == {"active": False}
    await tenant.member_event("reactivated")
    assert (await tenant.introspect(personal["key"]))["active"] is True
    await tenant.member_event("removed")
    assert (await tenant.member.get(f"{URL}/{personal['id']}")).json()["state"] == "revoked"
    await tenant.member_event("created")
    assert await tenant.introspect(personal["key"]) == {"active": False}, "a revoked key does not come back"
    assert (await tenant.introspect(shared["key"]))["active"] is True
    assert (await tenant.introspect(shared["key"]))["user_id"] is None


async def test_owners_hear_of_the_keys_that_outlive_a_member(tenant: Any) -> None:
    bench = tenant.house.bench
    await tenant.make(name="Mine")
    await tenant.member_event("removed")
    assert not await bench.published("identity.notice.requested.v1"), "nothing of that person works on"
    await tenant.member_event("created")
    for name in ("Import", "Shop"):
        await tenant.make(name=name, kind="workspace")
    message, gone = new_id(), {"user_id": tenant.person.id, "role": "editor"}
    for _ in range(2):
        await bench.deliver("workspace.member.removed.v1", gone, workspace_id=tenant.id, message_id=message)
    [notice] = await bench.published("identity.notice.requested.v1")
    assert (notice.workspaceid, notice.data["recipients"]["role"]) == (tenant.id, "owner")
    assert "Import, Shop." in notice.data["params"]["body"]


async def test_an_old_member_event_does_not_overwrite_a_newer_one(tenant: Any) -> None:
    made = await tenant.make()
    bench = tenant.house.bench
    now = bench.clock.now()
    bench.clock.set(now - timedelta(minutes=10))
    late = {"user_id": tenant.person.id}
    await bench.deliver("workspace.member.removed.v1", late, workspace_id=tenant.id)
    bench.clock.set(now)
    await bench.run_until_idle()
    assert (await tenant.introspect(made["key"]))["active"] is True


async def test_keys_of_a_closed_workspace_stop_and_come_back_with_it(tenant: Any) -> None:
    made = await tenant.make(kind="workspace")
    bench = tenant.house.bench
    about = {
        "id": str(tenant.id), "name": "Acme", "slug": "acme", "timezone": "UTC", "locale": "en", "currency": "EUR",
        "require_mfa": False,
    }  # fmt: skip
    await bench.deliver(
        "workspace.workspace.deleted.v1", about | {"status": "deleted", "version": 90}, workspace_id=tenant.id
    )
    assert await tenant.introspect(made["key"]) == {"active": False}
    await bench.deliver(
        "workspace.workspace.restored.v1", about | {"status": "active", "version": 91}, workspace_id=tenant.id
    )
    assert (await tenant.introspect(made["key"]))["active"] is True


async def test_parallel_makers_get_no_more_keys_than_the_plan_has(tenant: Any) -> None:
    async def attempt(number: int) -> Any:
        client = tenant.house.bench.member(tenant.id, user_id=UUID(tenant.person.id), permissions=SCOPES)
        return await client.post(URL, json=tenant.body(name=f"Key {number}"))

    assert await race_statuses(attempt, callers=8) == {201: 3, 402: 5}
    listed = (await tenant.member.get(URL, params={"count": "true"})).json()
    assert listed["total"] == 3


async def test_only_the_gateway_introspects(tenant: Any) -> None:
    made = await tenant.make()
    for client in (tenant.house.visitor, tenant.member, tenant.house.bench.service("crm")):
        answer = await client.post("/internal/v1/introspect", json={"token": made["key"]})
        assert answer.status_code in {401, 403}


async def test_beyond_a_smaller_plan_keys_work_and_can_be_revoked_and_nothing_else(tenant: Any) -> None:
    bench = tenant.house.bench
    gone, first, second = [await tenant.make(name=name) for name in ("Gone", "First", "Second")]
    assert (await tenant.member.post(f"{URL}/{gone['id']}/revoke")).status_code == 200
    await bench.workspace(workspace_id=tenant.id, features=["api-access"], limits={"identity.api_keys": 1})
    told, url = len(await bench.published()), f"{URL}/{second['id']}"
    before = (await tenant.member.get(url)).json()
    for answer in (
        await tenant.member.patch(url, json={"name": "Renamed"}),
        await tenant.member.post(f"{url}/rotate", json={"overlap_seconds": 0}),
    ):
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["metric"]) == (
            403, "frozen_over_limit", "identity.api_keys",
        )  # fmt: skip
    assert (await tenant.member.get(url)).json() == before
    assert len(await bench.published()) == told
    assert (await tenant.introspect(second["key"]))["active"]
    oldest = await tenant.member.patch(f"{URL}/{first['id']}", json={"name": "Renamed"})
    assert oldest.status_code == 200, "the oldest that is still good keeps its place"
    assert (await tenant.member.post(f"{URL}/{first['id']}/revoke")).status_code == 200
    assert (await tenant.member.patch(url, json={"name": "Renamed"})).status_code == 200, "a place has become free"
