"""The back office through its routes."""

from fractions import Fraction
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.ids import new_id
from mewayz_workspace.billing.revenue import service as revenue

API = "/api/v1/workspace"
ADMIN = f"{API}/admin/workspaces"


async def test_the_overview_counts_stored_rows(town: Any) -> None:
    staff = town.bench.staff()
    empty = (await staff.get(f"{API}/admin/overview")).json()
    assert (empty["workspaces_by_status"], empty["members"], empty["usage"], empty["mrr"]) == ({}, 0, [], [])
    assert (empty["signups_last_24_hours"], empty["signups_last_7_days"]) == (0, 0)
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    other = await town.found(bob, "Other")
    owner = await town.enter(ada, acme)
    await owner.post(f"{API}/tickets", json={"subject": "x", "message": "x", "priority": "urgent"})
    await staff.post(f"{ADMIN}/{other}/suspend", json={"reason": "unpaid"})
    town.bench.clock.advance(days=6)
    await town.person("Eve")
    town.bench.clock.advance(days=3)
    await town.found(bob, "Third")
    await town.bench.run_until_idle()
    now = (await staff.get(f"{API}/admin/overview")).json()
    assert now["workspaces_by_status"] == {"active": 2, "suspended": 1}
    assert (now["workspaces_created_last_24_hours"], now["workspaces_created_last_7_days"]) == (1, 1)
    assert (now["members"], now["users_by_status"]) == (3, {"active": 3})
    assert (now["signups_last_24_hours"], now["signups_last_7_days"]) == (0, 1)
    assert (now["tickets_by_state"], now["tickets_late"]) == ({"new": 1}, 1)
    assert now["subscriptions"] == [{"plan": "free", "state": "free", "workspaces": 3}]
    assert {(u["metric"], u["used"]) for u in now["usage"]} >= {("workspace.members", 3)}
    assert now["as_of"].startswith(town.bench.clock.now().isoformat()[:16])


async def test_mrr_is_what_the_next_renewals_bring_a_month(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revenue, "PAGE", 2)
    staff, owners = town.bench.staff(), {}
    for name, wanted in {
        "Ada": {"plan": "professional", "features": ["contacts", "pipelines", "email-campaigns"]},
        "Bob": {"bundles": ["creator"], "cycle": "year"},
        "Cid": {"bundles": ["business", "social-media"]},
        "Dan": {"plan": "professional", "features": ["contacts"]},
    }.items():
        person = await town.person(name)
        acme = await town.found(person, name)
        owners[name] = await town.enter(person, acme)
        await town.subscribe(owners[name], **wanted)
        if name == "Cid":
            body = {"workspace_id": str(acme), "kind": "discount", "percent_bp": 6_000, "reason": "a partner"}
            assert (await staff.post(f"{API}/admin/overrides", json=body)).status_code == 201
    eve = await town.person("Eve")
    trial = await town.enter(eve, await town.found(eve, "Eve"))
    assert (await trial.post(f"{API}/subscription/start-trial", json={"bundles": ["operations"]})).status_code == 200
    assert (await owners.pop("Dan").post(f"{API}/subscription/pause", json={"days": 30})).status_code == 200
    shown = {name: (await owner.get(f"{API}/subscription")).json() for name, owner in owners.items()}
    renewals = {name: one["total_renewal"]["amount"] for name, one in shown.items()}
    assert renewals == {"Ada": 300, "Bob": 19_000, "Cid": 1_560 + 1_160}
    month = renewals["Ada"] + Fraction(renewals["Bob"], 12) + renewals["Cid"]
    overview = (await staff.get(f"{API}/admin/overview")).json()
    assert overview["mrr"] == [{"amount": {"amount": round(month), "currency": "USD"}, "subscriptions": 3}]
    assert {(s["state"], s["workspaces"]) for s in overview["subscriptions"]} >= {("trialing", 1), ("paused", 1)}


def _service(status: int, answer: dict[str, str]) -> Starlette:
    async def readyz(_: Request) -> JSONResponse:
        return JSONResponse(answer, status)

    return Starlette(routes=[Route("/readyz", readyz)])


async def _away(_scope: Any, _receive: Any, _send: Any) -> None:
    raise httpx2.ConnectError("away")


async def test_health_is_what_the_services_say_of_themselves(town: Any, open_bench: Any) -> None:
    callees = dict.fromkeys(town.bench.runtime.service.calls, _away) | {
        "crm": _service(200, {"status": "ready"}),
        "social": _service(503, {"status": "database_unavailable"}),
        "identity": town.identity.app(),
    }
    async with open_bench(callees=callees) as bench:
        answer = await bench.staff().get(f"{API}/admin/health")
        assert (await bench.member(new_id()).get(f"{API}/admin/health")).status_code == 403
    health = answer.json()
    states = {one["service"]: one["status"] for one in health["services"]}
    assert (health["ready"], len(states)) == (False, 11)
    assert (states["workspace"], states["crm"], states["social"]) == ("ready", "ready", "not_ready")
    assert states["finance"] == "unreachable"
    times = {one["service"]: one["milliseconds"] for one in health["services"]}
    assert times["crm"] > 0
    assert times["finance"] is None


async def test_staff_finds_by_owner_hands_over_and_moves_many(town: Any) -> None:
    ada, bob, eve = [await town.person(name) for name in ("Ada", "Bob", "Eve")]
    acme, other = await town.found(ada), await town.found(eve, "Other")
    await town.join(await town.enter(ada, acme), bob)
    staff = town.bench.staff()
    found = (await staff.get(ADMIN, params={"owner_email": "ADA@example.com"})).json()["items"]
    assert [row["id"] for row in found] == [str(acme)]
    refused = await staff.post(f"{ADMIN}/{acme}/transfer", json={"user_id": str(eve), "reason": "asked"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/user_id")
    moved = await staff.post(f"{ADMIN}/{acme}/transfer", json={"user_id": str(bob), "reason": "owner has died"})
    assert moved.json()["primary_owner_id"] == str(bob)
    assert (await town.access(bob, acme)).json()["role"] == "owner"
    assert (await town.access(ada, acme)).json()["role"] == "admin"
    feed = f"{API}/admin/audit-entries?action=workspace.workspace.transferred"
    [entry] = (await staff.get(feed)).json()["items"]
    assert entry["reason"] == "owner has died"
    assert entry["changes"]["primary_owner_id"] == {"before": str(ada), "after": str(bob)}

    unknown = str(new_id())
    body = {"action": "suspend", "workspace_ids": [str(acme), unknown, str(other)], "reason": "fraud"}
    answer = await staff.post(f"{ADMIN}/bulk", json=body)
    assert answer.status_code == 207, answer.text
    assert [(r["status"], r["code"]) for r in answer.json()["results"]] == [
        ("suspended", None), (None, "not_found"), ("suspended", None),
    ]  # fmt: skip
    again = (await staff.post(f"{ADMIN}/bulk", json=body)).json()["results"]
    assert [r["code"] for r in again] == ["invalid_transition", "not_found", "invalid_transition"]
    support = town.bench.staff(permissions=("platform.*:read",))
    assert (await support.post(f"{ADMIN}/bulk", json=body)).status_code == 403
