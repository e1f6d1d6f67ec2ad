"""The catalogue through its routes."""

from typing import Any

import pytest

API = "/api/v1/workspace"


async def offer(staff: Any, kind: str, key: str) -> Any:
    """A plan or bundle as staff finds it in the list."""
    [found] = [one for one in (await staff.get(f"{API}/admin/{kind}")).json()["items"] if one["key"] == key]
    return found


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
    free = await offer(staff, "plans", "free")
    url = f"{API}/admin/plans/{free['id']}/versions"
    [first] = (await staff.get(url)).json()["items"]
    limits = first["limits"] | {"crm.contacts": 200, "crm.sequences": 0}
    made = await staff.post(url, json={"limits": limits, "reason": "more contacts for all"})
    assert (made.status_code, made.json()["number"]) == (201, 2)
    assert made.json()["limits"]["workspace.members"] == 3
    new = await town.found(ada, "New one")
    await town.bench.run_until_idle()
    for workspace, sequences in ((old, 1), (new, 0)):
        held = (await town.bench.service("crm").get(f"/internal/v1/entitlements/{workspace}")).json()
        # What is raised reaches all at once (invariant 11); what is lowered only who comes new.
        assert (held["limits"]["crm.contacts"], held["limits"]["crm.sequences"]) == (200, sequences)
    whole = (await staff.get(url)).json()
    assert [version["number"] for version in whole.pop("items")] == [2, 1]
    assert whole == {"next_cursor": None}
    bad = await staff.post(url, json={"limits": {"nope": 1}, "reason": "typing error"})
    assert bad.status_code == 422
    wrong = await staff.post(f"{API}/admin/bundles/{free['id']}/versions", json={"reason": "wrong door"})
    assert wrong.status_code == 404


async def test_staff_hides_an_offer_and_retires_a_goal(town: Any) -> None:
    staff = town.bench.staff()
    creator = await offer(staff, "bundles", "creator")
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


@pytest.mark.parametrize("kind", ["plans", "bundles"])
async def test_offers_come_on_one_page_in_order(town: Any, kind: str) -> None:
    whole = (await town.bench.staff().get(f"{API}/admin/{kind}")).json()
    positions = [one["position"] for one in whole.pop("items")]
    assert positions == list(range(1, len(positions) + 1))
    assert whole == {"next_cursor": None}


HUGE = 10**30


@pytest.mark.parametrize("kind", ["plans", "bundles"])
@pytest.mark.parametrize("position", [HUGE, -HUGE, 10_001, -1])
async def test_a_position_beyond_its_bounds_is_refused(town: Any, kind: str, position: int) -> None:
    staff = town.bench.staff()
    free = await offer(staff, kind, {"plans": "free", "bundles": "free-starter"}[kind])
    await refused(town, staff.patch(f"{API}/admin/{kind}/{free['id']}", json={"position": position}), "/position")
    assert await offer(staff, kind, free["key"]) == free


@pytest.mark.parametrize("path", ["goals", "features", "industries"])
async def test_the_position_of_an_entry_has_the_same_bounds(town: Any, path: str) -> None:
    staff = town.bench.staff()
    [entry, *_] = (await staff.get(f"{API}/admin/{path}")).json()["items"]
    await refused(town, staff.patch(f"{API}/admin/{path}/{entry['id']}", json={"position": HUGE}), "/position")


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"month_amount": HUGE}, "/month_amount"),
        ({"year_amount": -1}, "/year_amount"),
        ({"limits": {"crm.contacts": 2**53 + 1}}, "/limits/crm.contacts"),
        ({"limits": {"crm.contacts": HUGE}}, "/limits/crm.contacts"),
        ({"limits": {"crm.contacts": -2}}, "/limits/crm.contacts"),
        ({"statics": {"revenue_share_bp": HUGE}}, "/statics/revenue_share_bp"),
        ({"statics": {"revenue_share_bp": -1}}, "/statics/revenue_share_bp"),
        ({"statics": {"badge": "golden"}}, "/statics/badge"),
        ({"statics": {"fee_tier": 1}}, "/statics/fee_tier"),
        ({"statics": {"surprise": 1}}, "/statics/surprise"),
    ],
)
async def test_terms_beyond_their_bounds_are_refused_at_the_field(
    town: Any, terms: dict[str, Any], pointer: str
) -> None:
    staff = town.bench.staff()
    free = await offer(staff, "plans", "free")
    url = f"{API}/admin/plans/{free['id']}/versions"
    await refused(town, staff.post(url, json={"reason": "typing error", **terms}), pointer)


async def test_terms_at_their_bounds_hold(town: Any) -> None:
    staff = town.bench.staff()
    free = await offer(staff, "plans", "free")
    url = f"{API}/admin/plans/{free['id']}/versions"
    [first] = (await staff.get(url)).json()["items"]
    terms = {
        "limits": first["limits"] | {"crm.contacts": 2**53, "workspace.members": -1},
        "statics": {"badge": "optional", "revenue_share_bp": 10_000},
        "month_amount": 100_000_000,
    }
    made = await staff.post(url, json={"reason": "as much as can be", **terms})
    assert made.status_code == 201, made.text
    assert {name: made.json()[name] for name in terms} == terms
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    held = (await owner.get(f"{API}/entitlements")).json()
    assert (held["limits"], held["statics"]) == (terms["limits"], terms["statics"])


async def refused(town: Any, call: Any, pointer: str) -> None:
    """The call answers 422 at that one field and changes nothing."""
    before = await town.counts()
    answer = await call
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await town.counts() == before
