"""Who may use a route: kinds of credentials, workspaces, permissions."""

import base64
import json
from typing import Any
from uuid import uuid4

API = "/api/v1/crm"
DEALS = f"{API}/deals"


def seen(answer: Any) -> dict[str, str]:
    """The headers that reached the service."""
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["headers"])


async def code(answer: Any) -> tuple[int, str]:
    """Status and problem code; a problem is always whole."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status_code
    assert problem["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, problem["code"]


async def test_an_account_route_takes_no_workspace(world: Any) -> None:
    user = str(uuid4())
    token = world.neighbours.token(user)
    headers = {"authorization": f"Bearer {token}", "mewayz-workspace": str(uuid4())}
    answer = await world.client.get(f"{API}/me", headers=headers)
    assert "ws" not in claims_of(answer)
    assert claims_of(answer)["kind"] == "account"
    assert not any(asked.startswith("workspace") for asked in world.neighbours.asked)


def claims_of(answer: Any) -> dict[str, Any]:
    """The claims that reached the service; their signature is the business of test_credentials."""
    payload = seen(answer)["mewayz-internal-token"].split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return claims


async def test_staff_routes_need_staff_rights(world: Any) -> None:
    async def ask(**claims: Any) -> Any:
        token = world.neighbours.token(str(uuid4()), **claims)
        return await world.client.get(f"{API}/admin", headers={"authorization": f"Bearer {token}"})

    assert await code(await ask()) == (403, "permission_denied")
    assert await code(await ask(staff_enrol=True)) == (403, "mfa_enrolment_required")
    assert await code(await ask(staff=["platform.plans:read"])) == (403, "permission_denied")
    answer = await ask(staff=["platform.*:*"], aal=2)
    assert (claims_of(answer)["kind"], claims_of(answer)["scope"]) == ("staff", "platform.*:*")


async def test_portal_tokens_open_portal_routes_only(world: Any) -> None:
    workspace = str(uuid4())
    token = world.neighbours.token(str(uuid4()), aud="portal", ws=workspace)
    headers = {"authorization": f"Bearer {token}"}
    answer = await world.client.get(f"{API}/learn", headers=headers)
    assert (claims_of(answer)["kind"], claims_of(answer)["ws"]) == ("portal", workspace)
    assert await code(await world.client.get(DEALS, headers=headers)) == (403, "permission_denied")
    assert await code(await world.client.get(f"{API}/me", headers=headers)) == (403, "permission_denied")


async def test_public_routes_take_anybody_but_no_bad_credential(world: Any) -> None:
    answer = await world.client.get(f"{API}/public/shop")
    assert "mewayz-internal-token" not in seen(answer)
    assert "cache-control" not in answer.headers
    bad = await world.client.get(f"{API}/public/shop", headers={"authorization": "Bearer x.y.z"})
    assert await code(bad) == (401, "invalid_token")
    known = await world.client.get(f"{API}/public/shop", headers=world.signed_in())
    assert claims_of(known)["kind"] == "account"
    basic = await world.client.get(f"{API}/public/shop", headers={"authorization": "Basic abc"})
    assert seen(basic)["authorization"] == "Basic abc"
    assert await code(await world.client.get(DEALS, headers={"authorization": "Basic abc"})) == (401, "unauthenticated")


async def test_a_way_in_does_not_look_at_the_credential(world: Any) -> None:
    """An expired token must not keep its owner from signing in again; nor does a good one make them somebody here."""
    user, _ = world.neighbours.member()
    expired, good = world.neighbours.token(user, exp=1), world.neighbours.token(user)
    for token in (expired, good, "x.y.z", "mwz_live_1_2"):
        answer = await world.client.post(f"{API}/public/logins", json={}, headers={"authorization": f"Bearer {token}"})
        assert not {"authorization", "mewayz-internal-token"} & seen(answer).keys()
    assert not any(asked.startswith("identity /introspect") for asked in world.neighbours.asked)


async def test_pending_terms_a_missing_factor_and_impersonation(world: Any) -> None:
    pending = await world.client.get(DEALS, headers=world.signed_in(terms_pending=True))
    assert await code(pending) == (403, "terms_acceptance_required")
    unproven = world.signed_in(mfa_missing=True)
    assert await code(await world.client.get(DEALS, headers=unproven)) == (403, "mfa_enrolment_required")
    assert claims_of(await world.client.get(f"{API}/me", headers=unproven))["kind"] == "account", "to set one up"
    acting = world.signed_in(act=str(uuid4())) | {"idempotency-key": "1"}
    paid = await world.client.post(f"{DEALS}/1/pay", headers=acting)
    assert await code(paid) == (403, "impersonation_forbidden")
    assert claims_of(await world.client.get(DEALS, headers=acting))["act"]


async def test_whoever_leaves_reaches_only_what_they_still_need(world: Any) -> None:
    leaving = world.signed_in(leaving=True)
    for path in (DEALS, f"{API}/me"):
        assert await code(await world.client.get(path, headers=leaving)) == (403, "deletion_scheduled")
    assert claims_of(await world.client.get(f"{API}/goodbye", headers=leaving))["kind"] == "account"
    assert (await world.client.get(f"{API}/public/shop", headers=leaving)).status_code == 200


async def test_staff_works_only_from_its_networks(world: Any) -> None:
    staff = {"staff": ["platform.*:*"], "aal": 2}
    outside = world.signed_in(**staff, staff_ips=["198.51.100.0/24"])
    assert await code(await world.client.get(f"{API}/admin", headers=outside)) == (403, "ip_not_allowed")
    assert (await world.client.get(f"{API}/me", headers=outside)).status_code == 200
    inside = world.signed_in(**staff, staff_ips=["203.0.113.0/24"])
    assert (await world.client.get(f"{API}/admin", headers=inside)).status_code == 200


# Workspace


async def test_the_only_workspace_needs_no_name(world: Any) -> None:
    user, workspace = world.neighbours.member()
    headers = {"authorization": f"Bearer {world.neighbours.token(user)}"}
    assert claims_of(await world.client.get(DEALS, headers=headers))["ws"] == workspace
    world.neighbours.member(user=user)
    await world.publish("workspace.member.created.v1", {"user_id": user}, workspace)
    assert await code(await world.client.get(DEALS, headers=headers)) == (400, "workspace_required")


async def test_foreign_and_unknown_workspaces_are_404(world: Any) -> None:
    headers = world.signed_in()
    for name in (world.neighbours.member()[1], str(uuid4()), "nonsense", "../../jwks", ""):
        answer = await world.client.get(DEALS, headers=headers | {"mewayz-workspace": name})
        assert await code(answer) == (404, "not_found")


async def test_permissions_are_checked_before_the_service(world: Any) -> None:
    headers = world.signed_in("crm.deals:read")
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200
    answer = await world.client.post(DEALS, headers=headers, json={})
    assert await code(answer) == (403, "permission_denied")
    assert answer.json()["permission"] == "crm.deals:write"


async def test_a_workspace_may_demand_a_second_factor(world: Any) -> None:
    user, workspace = world.neighbours.member(require_mfa=True)
    for aal, status in ((1, 403), (2, 200)):
        headers = {"authorization": f"Bearer {world.neighbours.token(user, aal=aal)}", "mewayz-workspace": workspace}
        answer = await world.client.get(DEALS, headers=headers)
        assert answer.status_code == status
    assert answer.status_code == 200


async def test_rights_are_remembered_until_an_event_says_otherwise(world: Any) -> None:
    headers = world.signed_in()
    user, workspace = next(iter(world.neighbours.access))
    for _ in range(3):
        assert (await world.client.get(DEALS, headers=headers)).status_code == 200
    assert world.neighbours.asked.count(f"workspace /access/{user}/{workspace}") == 1
    world.neighbours.access[user, workspace]["permissions"] = ["crm.notes:read"]
    await world.publish("workspace.member.role_changed.v1", {"user_id": user}, workspace)
    assert (await world.client.get(DEALS, headers=headers)).status_code == 403
    del world.neighbours.access[user, workspace]
    await world.publish("workspace.role.updated.v1", {"id": str(uuid4())}, workspace)
    assert (await world.client.get(DEALS, headers=headers)).status_code == 404


async def test_reads_go_on_while_workspace_is_away_writes_do_not(world: Any) -> None:
    headers = world.signed_in()
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200
    world.neighbours.away.add("workspace")
    book = world.gateway._admission._passes._book
    later = 0.0
    book._members._now = lambda base=book._members._now: base() + later
    later = 31.0
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200
    refused = await world.client.post(DEALS, headers=headers, json={})
    assert await code(refused) == (503, "upstream_unavailable")
    later = 301.0
    assert (await world.client.get(DEALS, headers=headers)).status_code == 503
