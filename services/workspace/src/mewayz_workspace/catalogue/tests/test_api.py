"""The catalogue through its routes."""

from typing import Any

API = "/api/v1/workspace"


async def test_anybody_reads_prices_goals_and_industries(town: Any) -> None:
    public = town.bench.client()
    pricing = (await public.get(f"{API}/public/pricing")).json()
    assert [(plan["key"], plan["month_amount"], plan["year_amount"]) for plan in pricing["plans"]] == [
        ("free", 0, 0),
        ("professional", 100, 1000),
        ("enterprise", 150, 1500),
    ]
    prices = {bundle["key"]: (bundle["month_amount"], bundle["year_amount"]) for bundle in pricing["bundles"]}
    assert prices == {
        "free-starter": (0, 0),
        "creator": (1900, 19000),
        "ecommerce": (2400, 24000),
        "social-media": (2900, 29000),
        "education": (2900, 29000),
        "business": (3900, 39000),
        "operations": (2400, 24000),
        "enterprise": (9900, 0),
    }
    goals = (await public.get(f"{API}/public/goals")).json()
    assert [goal["slug"] for goal in goals["goals"]] == [
        "instagram",
        "link-in-bio",
        "courses",
        "e-commerce",
        "crm",
        "analytics",
    ]
    assert len(goals["features"]) == 52
    industries = (await public.get(f"{API}/public/industries")).json()
    assert len(industries["industries"]) == 15
    assert industries["team_sizes"] == ["1", "2-10", "11-50", "51+"]


async def test_new_terms_are_a_new_version_and_the_old_one_stays(town: Any) -> None:
    ada = await town.person("Ada")
    old = await town.found(ada, "Old one")
    staff = town.bench.staff()
    [free] = [plan for plan in (await staff.get(f"{API}/admin/plans")).json() if plan["key"] == "free"]
    url = f"{API}/admin/plans/{free['id']}/versions"
    [first] = (await staff.get(url)).json()
    limits = first["limits"] | {"crm.contacts": 200}
    made = await staff.post(url, json={"limits": limits, "reason": "more contacts for all"})
    assert (made.status_code, made.json()["number"]) == (201, 2)
    assert made.json()["limits"]["workspace.members"] == 3
    new = await town.found(ada, "New one")
    for workspace, contacts in ((old, 100), (new, 200)):
        held = (await town.bench.service("crm").get(f"/internal/v1/entitlements/{workspace}")).json()
        assert held["limits"]["crm.contacts"] == contacts
    assert [version["number"] for version in (await staff.get(url)).json()] == [2, 1]
    bad = await staff.post(url, json={"limits": {"nope": 1}, "reason": "typing error"})
    assert bad.status_code == 422
    wrong = await staff.post(f"{API}/admin/bundles/{free['id']}/versions", json={"reason": "wrong door"})
    assert wrong.status_code == 404


async def test_staff_hides_an_offer_and_retires_a_goal(town: Any) -> None:
    staff = town.bench.staff()
    [creator] = [one for one in (await staff.get(f"{API}/admin/bundles")).json() if one["key"] == "creator"]
    hidden = await staff.patch(f"{API}/admin/bundles/{creator['id']}", json={"status": "hidden"})
    assert hidden.json()["status"] == "hidden"
    [crm] = (await staff.get(f"{API}/admin/goals", params={"slug": "crm"})).json()["items"]
    assert (await staff.patch(f"{API}/admin/goals/{crm['id']}", json={"active": False})).status_code == 200
    public = town.bench.client()
    keys = {bundle["key"] for bundle in (await public.get(f"{API}/public/pricing")).json()["bundles"]}
    assert "creator" not in keys
    slugs = {goal["slug"] for goal in (await public.get(f"{API}/public/goals")).json()["goals"]}
    assert "crm" not in slugs
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    assert (await owner.patch(f"{API}/admin/goals/{crm['id']}", json={"active": True})).status_code == 403
