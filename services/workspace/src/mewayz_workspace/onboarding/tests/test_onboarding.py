"""The setup wizard through its routes."""

from typing import Any

import pytest

API = "/api/v1/workspace"
WIZARD = f"{API}/onboarding"
FREE = {"goals": {"goals": ["crm"]}, "features": {"features": ["contacts", "pipelines", "bookings"]}}
ELEVEN = [
    "contacts", "pipelines", "email-campaigns", "sequences", "lead-scoring", "lead-forms", "bookings", "invoicing",
    "escrow", "automation", "short-links",
]  # fmt: skip


@pytest.fixture
async def ada(town: Any) -> Any:
    person = await town.person("Ada")
    return await town.enter(person, await town.found(person))


async def put(owner: Any, step: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = await owner.put(f"{WIZARD}/steps/{step}", json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def skip(owner: Any, *steps: str) -> None:
    for step in steps:
        assert (await owner.post(f"{WIZARD}/steps/{step}/skip")).status_code == 200


async def test_it_is_resumed_where_it_was_left(town: Any) -> None:
    person = await town.person("Ada")
    acme = await town.found(person)
    owner = await town.enter(person, acme)
    fresh = (await owner.get(WIZARD)).json()
    assert (fresh["percent"], fresh["current_step"], fresh["state"]) == (0, "goals", "in_progress")
    await put(owner, "goals", {"goals": ["crm", "analytics"], "primary": "analytics", "industry": "retail"})
    saved = await put(owner, "features", FREE["features"])
    elsewhere = (await (await town.enter(person, acme)).get(WIZARD)).json()
    assert elsewhere == saved
    assert (saved["percent"], saved["current_step"]) == (33, "team")
    assert saved["steps"]["goals"]["data"]["primary"] == "analytics"
    assert (await owner.get(f"{API}/workspaces/current")).json()["industry"] == "retail"
    assert (await owner.get(f"{API}/entitlements")).json()["features"] == []
    steps = await town.bench.published("workspace.onboarding.step_completed.v1")
    assert [(step.data["step"], step.data["percent"]) for step in steps] == [("goals", 16), ("features", 33)]


async def test_the_free_plan_completes_at_once_and_navigation_follows(town: Any, ada: Any) -> None:
    for step, body in FREE.items():
        await put(ada, step, body)
    await put(ada, "team", {"invitations": [{"email": "bob@example.com", "role": "editor"}]})
    assert not await town.mails("bob@example.com"), "mails go out at launch"
    await put(ada, "plan", {"plan": "free"})
    lacking = await ada.post(f"{WIZARD}/complete")
    assert (lacking.status_code, lacking.json()["missing"]) == (409, ["branding"])
    pale = await ada.put(f"{WIZARD}/steps/branding", json={"colours": {"text": "#fefefe"}})
    assert (pale.status_code, pale.json()["errors"][0]["code"]) == (422, "contrast_too_low")
    await put(ada, "branding", {"mail_sender_name": "Ferrell", "colours": {"primary": "#1d4ed8"}})
    assert (await ada.get(f"{API}/branding")).json()["mail_sender_name"] is None, "it is applied at launch"
    done = await ada.post(f"{WIZARD}/complete")
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["percent"]) == ("completed", 100)
    await town.bench.run_until_idle()
    assert len(await town.mails("bob@example.com")) == 1
    modules = {module["key"] for module in (await ada.get(f"{API}/navigation")).json()["modules"]}
    assert {"crm.contacts", "crm.deals", "bookings.bookings", "workspace.members"} <= modules
    assert not {module for module in modules if module.startswith(("social", "courses", "commerce"))}
    looks = (await ada.get(f"{API}/branding")).json()
    assert (looks["mail_sender_name"], looks["colours"]["primary"]) == ("Ferrell", "#1d4ed8")
    [event] = await town.bench.published("workspace.onboarding.completed.v1")
    assert (event.data["primary_goal"], event.data["branding"]["mail_sender_name"]) == ("crm", "Ferrell")
    assert (await ada.post(f"{API}/features/storefront/enable")).json()["errors"][0]["code"] == "outside_goals"
    goals = await ada.put(f"{API}/workspace-goals", json={"goals": ["crm", "e-commerce"]})
    assert [goal["slug"] for goal in goals.json()["items"] if goal["primary"]] == ["crm"]
    assert (await ada.post(f"{API}/features/storefront/enable")).status_code == 200
    assert "storefront" in (await ada.get(f"{API}/entitlements")).json()["features"]
    fewer = await ada.put(f"{API}/workspace-goals", json={"goals": ["e-commerce"]})
    assert fewer.status_code == 200
    assert set((await ada.get(f"{API}/entitlements")).json()["features"]) == {"storefront", "bookings"}
    assert (await ada.put(f"{WIZARD}/steps/plan", json={"plan": "free"})).status_code == 409
    again = await ada.post(f"{WIZARD}/reset")
    assert (again.json()["percent"], again.json()["state"]) == (0, "in_progress")
    assert (await ada.get(f"{API}/workspace-goals")).json() == fewer.json()


@pytest.mark.parametrize(
    ("goals", "code"),
    [
        ([], "too_short"),
        (["crm", "crm"], "duplicate_goal"),
        (["crm", "nope"], "unknown_goal"),
        (["instagram", "link-in-bio", "courses", "e-commerce", "crm", "analytics", "seventh"], "too_long"),
    ],
)
async def test_goals_that_cannot_be_are_named(town: Any, ada: Any, goals: list[str], code: str) -> None:
    before = await town.counts()
    for url in (f"{WIZARD}/steps/goals", f"{API}/workspace-goals"):
        answer = await ada.put(url, json={"goals": goals})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == code
    assert await town.counts() == before


@pytest.mark.parametrize(
    ("features", "code"),
    [
        (["storefront"], "outside_goals"),
        (["contacts", "nope"], "unknown_feature"),
        (["pipelines"], "missing_dependency"),
    ],
)
async def test_features_that_cannot_be_are_named(town: Any, ada: Any, features: list[str], code: str) -> None:
    assert (await put(ada, "features", {"features": features}, 409))["code"] == "step_not_reached"
    await put(ada, "goals", {"goals": ["crm"]})
    before = await town.counts()
    answer = await put(ada, "features", {"features": features}, 422)
    assert answer["errors"][0]["code"] == code
    if code == "missing_dependency":
        assert answer["missing"] == ["contacts"]
    assert await town.counts() == before


async def test_eleven_features_do_not_fit_the_free_plan(town: Any, ada: Any) -> None:
    await put(ada, "goals", {"goals": ["crm"]})
    await put(ada, "features", {"features": ELEVEN})
    refused = await put(ada, "plan", {"plan": "free"}, 422)
    assert refused["errors"][0]["code"] == "plan_limit_reached"
    await put(ada, "features", {"features": ELEVEN[:10]})
    await put(ada, "plan", {"plan": "free"})
    refused = await put(ada, "features", {"features": ELEVEN}, 422)
    assert refused["errors"][0]["code"] == "plan_limit_reached"
    await skip(ada, "team", "branding")
    assert (await ada.post(f"{WIZARD}/complete")).status_code == 200
    late = await ada.post(f"{API}/features/{ELEVEN[10]}/enable")
    assert (late.status_code, late.json()["metric"]) == (402, "workspace.counted_features")


async def test_a_paid_plan_waits_for_its_payment_and_completes_alone(town: Any, ada: Any) -> None:
    await put(ada, "goals", {"goals": ["crm"]})
    await put(ada, "features", {"features": ELEVEN})
    await put(ada, "team", {"invitations": [{"email": "bob@example.com", "role": "editor"}]})
    assert (await ada.put(f"{WIZARD}/steps/plan", json={"plan": "professional", "total": 1})).status_code == 422
    priced = await put(ada, "plan", {"plan": "professional"})
    assert priced["quote"]["total_now"] == {"amount": 1_100, "currency": "USD"}
    await skip(ada, "branding")
    for _ in range(2):
        answer = await ada.post(f"{WIZARD}/complete")
        assert (answer.status_code, answer.json()["code"]) == (402, "payment_required")
        assert answer.json()["total"] == priced["quote"]["total_now"]
    charge_id = answer.json()["charge_id"]
    assert (await ada.get(WIZARD)).json()["state"] == "awaiting_payment"
    assert (await ada.get(f"{API}/entitlements")).json()["features"] == []
    assert len(await town.bench.published("workspace.subscription.charge_due.v1")) == 1
    await town.pay(charge_id, 1_100)
    assert (await ada.get(WIZARD)).json()["state"] == "completed"
    assert set((await ada.get(f"{API}/entitlements")).json()["features"]) == set(ELEVEN)
    assert (await ada.get(f"{API}/subscription")).json()["state"] == "active"
    [invitation] = (await ada.get(f"{API}/invitations")).json()["items"]
    assert (invitation["email"], invitation["invited_by"] is not None) == ("bob@example.com", True)
    assert len(await town.bench.published("workspace.onboarding.completed.v1")) == 1
    await town.pay(charge_id, 1_100)
    assert len(await town.mails("bob@example.com")) == 1


async def test_another_plan_or_a_day_ends_the_wait(town: Any, ada: Any) -> None:
    await put(ada, "goals", {"goals": ["crm"]})
    await put(ada, "features", {"features": ["contacts"]})
    await skip(ada, "team", "branding")
    await put(ada, "plan", {"plan": "professional"})
    first = (await ada.post(f"{WIZARD}/complete")).json()["charge_id"]
    changed = await put(ada, "plan", {"plan": "professional", "cycle": "year"})
    assert (changed["state"], changed["charge_id"]) == ("in_progress", None)
    assert (await ada.get(f"{API}/charges/{first}")).json()["state"] == "void"
    second = (await ada.post(f"{WIZARD}/complete")).json()
    assert second["total"]["amount"] == 1_000
    await town.pass_time(hours=25)
    assert (await ada.get(WIZARD)).json()["state"] == "in_progress"
    await town.pay(second["charge_id"], 1_000)
    assert (await ada.get(WIZARD)).json()["state"] == "in_progress"
    assert len(await town.bench.published("workspace.refund.requested.v1")) == 1
    third = (await ada.post(f"{WIZARD}/complete")).json()
    await town.pay(third["charge_id"], 1_000)
    assert (await ada.get(WIZARD)).json()["state"] == "completed"


async def test_a_failed_payment_can_be_tried_again(town: Any, ada: Any) -> None:
    await put(ada, "goals", {"goals": ["crm"]})
    await put(ada, "features", {"features": ["contacts"]})
    await skip(ada, "team", "branding")
    await put(ada, "plan", {"plan": "professional"})
    first = (await ada.post(f"{WIZARD}/complete")).json()["charge_id"]
    await town.pay(first, 100, verb="failed")
    second = (await ada.post(f"{WIZARD}/complete")).json()["charge_id"]
    assert second != first
    await town.pay(second, 100)
    assert (await ada.get(WIZARD)).json()["state"] == "completed"


async def test_nobody_drafts_an_invitation_beyond_their_rights(town: Any) -> None:
    person, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(person)
    await town.join(await town.enter(person, acme), bob, role="admin")
    admin = await town.enter(bob, acme)
    before = await town.counts()
    body = {"invitations": [{"email": "eve@example.com", "role": "owner"}]}
    assert (await put(admin, "team", body, 403))["code"] == "permission_escalation"
    assert (await put(admin, "team", {"invitations": [{"email": "e@example.com", "role": "x"}]}, 422))["errors"]
    assert (await admin.post(f"{WIZARD}/complete")).status_code == 403
    assert await town.counts() == before
