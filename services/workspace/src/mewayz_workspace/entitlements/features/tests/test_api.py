"""Features of a workspace through their routes."""

from typing import Any

import pytest

from mewayz_testing.race import race

API = "/api/v1/workspace"
TEN = [
    "contacts",
    "pipelines",
    "email-campaigns",
    "bio-builder",
    "qr-codes",
    "course-builder",
    "storefront",
    "dashboards",
    "bookings",
    "invoicing",
]


async def test_a_choice_works_on_the_next_request(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada, features=["contacts"])
    owner = await town.enter(ada, acme)
    assert (await owner.get(f"{API}/entitlements")).json()["features"] == ["contacts"]
    put = await owner.put(f"{API}/features", json={"features": TEN})
    assert put.status_code == 200, put.text
    shown = put.json()
    assert (shown["used"], shown["limit"]) == (10, 10)
    assert {item["slug"] for item in shown["items"] if item["on"]} == set(TEN)
    tenant = (await town.bench.service("crm").get(f"/internal/v1/entitlements/{acme}")).json()
    assert set(tenant["features"]) == set(TEN)
    access = (await town.access(ada, acme)).json()
    assert access["plan_version"] == tenant["plan_version"] == shown["version"]
    events = await town.bench.published("workspace.entitlements.changed.v1")
    assert [event.data["version"] for event in events] == list(range(1, shown["version"] + 1))
    assert set(events[-1].data["features"]) == set(TEN)
    same = await owner.put(f"{API}/features", json={"features": TEN[::-1]})
    assert same.json()["version"] == shown["version"]


async def test_navigation_shows_what_is_on_and_allowed(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada, features=["contacts", "pipelines", "bookings"])
    owner = await town.enter(ada, acme)
    await town.join(owner, bob)
    modules = {m["key"]: m for m in (await owner.get(f"{API}/navigation")).json()["modules"]}
    assert set(modules) == {
        "workspace.workspaces",
        "workspace.members",
        "workspace.media",
        "workspace.subscription",
        "workspace.audit",
        "crm.contacts",
        "crm.deals",
        "bookings.bookings",
    }
    assert modules["crm.deals"] == {
        "key": "crm.deals",
        "service": "crm",
        "goals": ["crm"],
        "features": ["pipelines"],
    }
    editor = await town.enter(bob, acme)
    seen = {m["key"] for m in (await editor.get(f"{API}/navigation")).json()["modules"]}
    assert seen == {"workspace.media", "crm.contacts", "crm.deals", "bookings.bookings"}
    own = (await editor.get(f"{API}/access")).json()
    assert (own["role"], own["entitlements"]["limits"]["crm.contacts"]) == ("editor", 100)


@pytest.mark.parametrize(
    ("features", "status", "code", "where"),
    [
        (["contacts", "nope"], 422, "unknown_feature", "/features/1"),
        (["contacts", "contacts"], 422, "duplicate_feature", "/features/1"),
        (["contacts", "sequences", "quizzes"], 422, "missing_dependency", "/features/2"),
        (["storefront", "vendors"], 402, "plan_limit_reached", "commerce.vendors"),
        (["white-label"], 402, "payment_required", "white-label"),
        (["template-market"], 402, "payment_required", "template-market"),
        ([*TEN, "escrow"], 402, "plan_limit_reached", "workspace.counted_features"),
    ],
)
async def test_a_choice_that_cannot_be_is_named_and_changes_nothing(
    town: Any, features: list[str], status: int, code: str, where: str
) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    owner = await town.enter(ada, acme)
    before = await town.counts()
    answer = await owner.put(f"{API}/features", json={"features": features})
    body = answer.json()
    assert answer.status_code == status, answer.text
    if status == 422:
        assert body["errors"][0]["code"] == code
        assert body["errors"][0]["pointer"] == where
    else:
        assert body["code"] == code
        assert where in {body.get("metric"), body.get("feature")}
    assert await town.counts() == before


@pytest.mark.parametrize("verb", ["enable", "disable"])
async def test_switching_an_unknown_feature_is_refused(town: Any, verb: str) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    before = await town.counts()
    answer = await owner.post(f"{API}/features/nope/{verb}")
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/features/0", "unknown_feature")
    ]
    assert await town.counts() == before


async def test_switching_off_what_is_off_changes_nothing(town: Any) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada, features=["contacts"]))
    before = await town.counts()
    answer = await owner.post(f"{API}/features/qr-codes/disable")
    assert (answer.status_code, answer.json()["used"]) == (200, 1)
    assert await town.counts() == before


async def test_a_missing_dependency_is_named(town: Any) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada, features=["contacts", "pipelines"]))
    off = await owner.post(f"{API}/features/contacts/disable")
    assert (off.status_code, off.json()["missing"]) == (422, ["contacts"])
    assert (await owner.post(f"{API}/features/pipelines/disable")).status_code == 200
    assert (await owner.post(f"{API}/features/contacts/disable")).json()["used"] == 0


async def test_the_last_counted_feature_is_given_once(town: Any) -> None:
    ada = await town.person("Ada")
    acme = await town.found(ada, features=TEN[:9])
    owner = await town.enter(ada, acme)
    wanted = ["escrow", "automation", "ai-assistant", "webhooks", "short-links", "form-builder", "funnels", "export"]

    async def attempt(number: int) -> Any:
        return await owner.post(f"{API}/features/{wanted[number]}/enable")

    answers = await race(attempt, callers=8)
    assert sorted(answer.status_code for answer in answers) == [200] + [402] * 7
    shown = (await owner.get(f"{API}/features")).json()
    assert shown["used"] == 10
    assert len([item for item in shown["items"] if item["on"]]) == 10
    async with town.bench.uow(workspace_id=acme) as uow:
        usage = uow.tables.usage
        rows = await uow.execute(usage.select().where(usage.c.metric == "workspace.counted_features"))
        assert rows.one().used == 10


async def test_only_who_may_write_features_chooses(town: Any) -> None:
    ada, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(ada)
    await town.join(await town.enter(ada, acme), bob)
    editor = await town.enter(bob, acme)
    before = await town.counts()
    assert (await editor.get(f"{API}/features")).status_code == 200
    assert (await editor.put(f"{API}/features", json={"features": ["contacts"]})).status_code == 403
    assert await town.counts() == before
