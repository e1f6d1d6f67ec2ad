"""What staff makes and changes of goals, features, industries and bundles."""

from typing import Any

import pytest

ADMIN = "/api/v1/workspace/admin"
PUBLIC = "/api/v1/workspace/public"


async def entry(staff: Any, path: str, slug: str) -> Any:
    """A goal, feature or industry as staff finds it."""
    [found] = (await staff.get(f"{ADMIN}/{path}", params={"slug": slug})).json()["items"]
    return found


async def test_a_new_goal_has_the_features_that_name_it(town: Any) -> None:
    staff, public = town.bench.staff(), town.bench.client()
    made = await staff.post(f"{ADMIN}/goals", json={"slug": "events", "names": {"en": "Events"}, "icon": "ticket"})
    assert made.status_code == 201, made.text
    again = await staff.post(f"{ADMIN}/goals", json={"slug": "events", "names": {"en": "Twice"}})
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")
    quizzes = await entry(staff, "features", "quizzes")
    url = f"{ADMIN}/features/{quizzes['id']}"
    changed = await staff.patch(url, json={"goals": [*quizzes["goals"], "events"]})
    assert changed.json()["goals"] == ["courses", "events"]
    shown = (await public.get(f"{PUBLIC}/goals")).json()
    assert [goal["slug"] for goal in shown["goals"]][-1] == "events"
    assert [f["goals"] for f in shown["features"] if f["slug"] == "quizzes"] == [["courses", "events"]]
    fair = {"slug": "fairs", "names": {"en": "Fairs"}, "goals": ["events", "crm"]}
    assert (await staff.post(f"{ADMIN}/industries", json=fair)).status_code == 201
    industries = (await public.get(f"{PUBLIC}/industries")).json()["industries"]
    assert [one["goals"] for one in industries if one["slug"] == "fairs"] == [["events", "crm"]]


async def test_features_never_need_themselves(town: Any) -> None:
    staff = town.bench.staff()
    before = await entry(staff, "features", "pipelines")
    [needed] = [await entry(staff, "features", "contacts")]
    url, other = (f"{ADMIN}/features/{one['id']}" for one in (before, needed))
    assert (await staff.patch(url, json={"requires": ["contacts"]})).status_code == 200
    for path, slugs, code in (
        (other, ["pipelines"], "circular"),
        (url, ["pipelines"], "circular"),
        (url, ["no-such"], "unknown_feature"),
    ):
        refused = await staff.patch(path, json={"requires": slugs})
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["pointer"], error["code"]) == (422, "/requires", code)
    assert (await entry(staff, "features", "contacts"))["requires"] == needed["requires"]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("industries", {"slug": "fairs", "names": {"en": "Fairs"}, "goals": ["nope"]}, "/goals"),
        ("goals", {"slug": "Not a slug", "names": {"en": "x"}}, "/slug"),
        ("goals", {"slug": "nameless", "names": {}}, "/names"),
        (
            "bundles",
            {"key": "pets", "names": {"en": "Pets"}, "terms": {"limits": {"no": 1}, "reason": "new"}},
            "/limits",
        ),
    ],
)
async def test_what_does_not_exist_is_named_and_nothing_is_made(
    town: Any, path: str, body: dict[str, Any], pointer: str
) -> None:
    staff = town.bench.staff()
    before = (await staff.get(f"{ADMIN}/{path}")).json()
    refused = await staff.post(f"{ADMIN}/{path}", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await staff.get(f"{ADMIN}/{path}")).json() == before


async def test_a_new_bundle_is_hidden_then_sold(town: Any) -> None:
    staff, public = town.bench.staff(), town.bench.client()
    terms = {"month_amount": 1200, "year_amount": 12000, "features": ["bookings"], "reason": "for salons"}
    body = {"key": "salon", "names": {"en": "Salon"}, "terms": terms}
    made = await staff.post(f"{ADMIN}/bundles", json=body)
    assert (made.status_code, made.json()["status"], made.json()["current"]) == (201, "hidden", 1)
    twice = await staff.post(f"{ADMIN}/bundles", json=body)
    assert (twice.status_code, twice.json()["code"]) == (409, "key_taken")

    async def on_sale() -> dict[str, Any]:
        return {one["key"]: one for one in (await public.get(f"{PUBLIC}/pricing")).json()["bundles"]}

    assert "salon" not in await on_sale()
    shown = await staff.patch(f"{ADMIN}/bundles/{made.json()['id']}", json={"status": "on"})
    assert shown.status_code == 200
    assert (await on_sale())["salon"]["month_amount"] == 1200
    quote = await public.post(f"{PUBLIC}/quotes", json={"plan": "free", "bundles": ["salon"], "cycle": "month"})
    assert (quote.status_code, quote.json()["total_renewal"]) == (200, {"amount": 1200, "currency": "USD"})
    noted = (await staff.get(f"{ADMIN}/audit-entries", params={"action": "workspace.bundle.created"})).json()["items"]
    assert len(noted) == 1
