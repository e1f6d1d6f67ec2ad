"""A downgrade freezes and never deletes (invariant 9)."""

from typing import Any

API = "/api/v1/workspace"
TWELVE = [
    "contacts", "pipelines", "email-campaigns", "bookings", "escrow", "invoicing", "storefront", "dashboards",
    "qr-codes", "bio-builder", "course-builder", "short-links",
]  # fmt: skip


async def seats(owner: Any) -> dict[str, str]:
    items = (await owner.get(f"{API}/members", params={"limit": 100})).json()["items"]
    return {item["name"]: item["seat"] for item in items}


async def test_members_and_features_wait_and_come_back(town: Any) -> None:
    person = await town.person("Ada")
    acme = await town.found(person)
    owner = await town.enter(person, acme)
    await town.subscribe(owner, plan="professional", features=TWELVE)
    owner = await town.enter(person, acme)
    people, ids = {}, {}
    for name in ("Bob", "Cid", "Dan", "Eve"):
        people[name] = await town.person(name)
        ids[name] = await town.join(owner, people[name])
        town.bench.clock.advance(minutes=1)
    assert (await owner.post(f"{API}/members/{ids['Bob']}/freeze")).json()["code"] == "not_over_limit"
    await owner.post(f"{API}/subscription/cancel", json={})
    await town.pass_time(days=32)
    owner = await town.enter(person, acme)
    shown = (await owner.get(f"{API}/entitlements")).json()
    assert shown["frozen_from"] is not None
    assert set(shown["features"]) == set(TWELVE[:10]), "the oldest choices stay on"
    chosen = {item["slug"] for item in (await owner.get(f"{API}/features")).json()["items"] if item["chosen"]}
    assert chosen == set(TWELVE), "nothing is forgotten"
    assert await seats(owner) == {"Ada": "active", "Bob": "active", "Cid": "active", "Dan": "frozen", "Eve": "frozen"}
    assert (await town.access(people["Eve"], acme)).json()["role"] == "viewer"

    swapped = await owner.post(f"{API}/members/{ids['Eve']}/unfreeze")
    assert swapped.json()["seat"] == "active", swapped.text
    assert await seats(owner) == {"Ada": "active", "Bob": "active", "Cid": "frozen", "Dan": "frozen", "Eve": "active"}
    assert (await town.access(people["Cid"], acme)).json()["role"] == "viewer"
    await owner.post(f"{API}/members/{ids['Bob']}/freeze")
    assert (await seats(owner))["Cid"] == "active"
    [me] = [m for m in (await owner.get(f"{API}/members")).json()["items"] if m["name"] == "Ada"]
    assert (await owner.post(f"{API}/members/{me['id']}/freeze")).json()["code"] == "owner_never_frozen"

    # A swap of features: what is given up makes room for the next oldest.
    assert (await owner.post(f"{API}/features/qr-codes/disable")).status_code == 200
    assert "course-builder" in (await owner.get(f"{API}/entitlements")).json()["features"]

    await town.subscribe(owner, plan="professional")
    owner = await town.enter(person, acme)
    assert set((await owner.get(f"{API}/entitlements")).json()["features"]) == set(TWELVE) - {"qr-codes"}
    assert set((await seats(owner)).values()) == {"active"}
    assert (await town.access(people["Eve"], acme)).json()["role"] == "editor"


async def test_monthly_usage_begins_again_and_new_limits_warn(town: Any) -> None:
    person = await town.person("Ada")
    acme = await town.found(person)
    owner = await town.enter(person, acme)
    await town.subscribe(owner, plan="professional", features=TWELVE[:1])

    async def shown(metric: str) -> dict[str, Any]:
        items = (await owner.get(f"{API}/usage")).json()["items"]
        return next(item for item in items if item["metric"] == metric)

    month = f"{town.bench.clock.now():%Y-%m}"
    for metric, period, used in (("social.scheduled_posts_month", month, 50), ("crm.contacts", "", 120)):
        data = {"metric": metric, "period": period, "used": used, "version": 1}
        service = metric.partition(".")[0]
        await town.bench.deliver(f"{service}.usage.recorded.v1", data, workspace_id=acme, public=False)
    assert (await shown("crm.contacts"))["level"] == "quiet"
    assert (await shown("social.scheduled_posts_month"))["used"] == 50
    await owner.post(f"{API}/subscription/cancel", json={})
    await town.pass_time(days=32)
    assert (await shown("social.scheduled_posts_month"))["used"] == 0
    assert (await shown("crm.contacts"))["level"] == "exceeded"
    metrics = [event.data["metric"] for event in await town.bench.published("workspace.usage.exceeded.v1")]
    assert "crm.contacts" in metrics
