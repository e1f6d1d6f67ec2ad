"""What staff does to prices: versions, plan changes, overrides, promotions."""

from datetime import timedelta
from typing import Any

import pytest

from mewayz_kit.clock import rfc3339

API = "/api/v1/workspace"
ADMIN = f"{API}/admin"
CRM = ["contacts", "pipelines", "email-campaigns"]


@pytest.fixture
async def ada(town: Any) -> Any:
    person = await town.person("Ada")
    return await town.enter(person, await town.found(person))


async def must(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def offer(staff: Any, kind: str, key: str) -> dict[str, Any]:
    items = (await staff.get(f"{ADMIN}/{kind}s")).json()["items"]
    return next(item for item in items if item["key"] == key)


async def publish(staff: Any, kind: str, key: str, **terms: Any) -> dict[str, Any]:
    one = await offer(staff, kind, key)
    body = {"reason": "for the test"} | terms
    return await must(await staff.post(f"{ADMIN}/{kind}s/{one['id']}/versions", json=body), 201)


async def price(owner: Any) -> int:
    body = {"plan": "professional", "features": CRM}
    return int((await must(await owner.post(f"{API}/public/quotes", json=body)))["total_now"]["amount"])


async def renewal(owner: Any) -> int:
    return int((await owner.get(f"{API}/subscription")).json()["total_renewal"]["amount"])


async def test_a_price_is_raised_announced_applied_and_rolled_back(town: Any, ada: Any) -> None:
    staff = town.bench.staff()
    await town.subscribe(ada, plan="professional", features=CRM)
    await publish(staff, "plan", "professional", month_amount=200)
    assert (await price(ada), await renewal(ada)) == (600, 300), "new quotes change, old subscribers do not"
    body = {"kind": "plan", "key": "professional", "reason": "New prices"}
    made = await must(await staff.post(f"{ADMIN}/plan-changes", json=body), 201)
    url = f"{ADMIN}/plan-changes/{made['id']}"
    soon = {"effective_at": rfc3339(town.bench.clock.now() + timedelta(days=29))}
    assert (await staff.post(f"{url}/schedule", json=soon)).json()["code"] == "invalid_transition"
    found = (await must(await staff.post(f"{url}/analyse")))["analysis"]
    assert (found["subscriptions"], found["worse_off"]) == (1, 1)
    assert (found["before_amount"], found["after_amount"]) == (300, 600)
    [item] = found["items"]
    assert (item["before_amount"], item["after_amount"], item["from_number"]) == (300, 600, 1)
    assert (await staff.post(f"{url}/schedule", json=soon)).json()["errors"][0]["code"] == "notice_too_short"
    later = {"effective_at": rfc3339(town.bench.clock.now() + timedelta(days=45))}
    await must(await staff.post(f"{url}/schedule", json=later))
    assert [mail for mail in await town.mails("ada@example.com") if "terms of professional change" in mail]
    assert (await staff.post(f"{url}/apply", json={"reason": "too soon"})).json()["code"] == "notice_running"
    await town.pass_time(days=32)
    [*_, due] = await town.bench.published("workspace.subscription.charge_due.v1")
    assert due.data["total"]["amount"] == 300
    await town.pay(due.data["id"], 300)
    await town.pass_time(days=14)
    shown = await must(await staff.get(f"{url}"))
    assert (shown["state"], shown["moved"]) == ("applied", 1)
    assert await renewal(ada) == 600
    await must(await staff.post(f"{url}/rollback", json={"reason": "It was a mistake"}))
    await town.bench.run_until_idle()
    assert (await price(ada), await renewal(ada)) == (300, 300)
    actions = [e["action"] for e in (await staff.get(f"{ADMIN}/audit-entries", params={"limit": 100})).json()["items"]]
    verbs = {action.rpartition(".")[2] for action in actions if ".plan_change." in action}
    assert verbs == {"created", "analysed", "scheduled", "applied", "rolled_back"}


async def test_a_change_that_hurts_nobody_needs_no_notice_and_can_be_cancelled(town: Any, ada: Any) -> None:
    staff = town.bench.staff()
    await town.subscribe(ada, bundles=["creator"])
    await publish(staff, "bundle", "creator", month_amount=1_800)
    body = {"kind": "bundle", "key": "creator", "reason": "Cheaper"}
    for end in ("cancel", "apply"):
        made = await must(await staff.post(f"{ADMIN}/plan-changes", json=body), 201)
        url = f"{ADMIN}/plan-changes/{made['id']}"
        assert (await must(await staff.post(f"{url}/analyse")))["analysis"]["worse_off"] == 0
        now = {"effective_at": rfc3339(town.bench.clock.now())}
        await must(await staff.post(f"{url}/schedule", json=now))
        await must(await staff.post(f"{url}/{end}", json={"reason": "so be it"}))
        await town.bench.run_until_idle()
    assert (await ada.get(f"{API}/subscription")).json()["items"][1] == {
        "kind": "bundle",
        "key": "creator",
        "version": 2,
    }
    assert (await staff.post(f"{url}/cancel", json={"reason": "too late"})).status_code == 409


async def test_a_raised_limit_reaches_everybody_and_a_lowered_one_nobody(town: Any, ada: Any) -> None:
    staff = town.bench.staff()
    before = (await ada.get(f"{API}/entitlements")).json()
    one = await offer(staff, "plan", "free")
    versions = (await staff.get(f"{ADMIN}/plans/{one['id']}/versions")).json()["items"]
    await publish(staff, "plan", "free", limits=versions[0]["limits"] | {"crm.contacts": 250, "crm.sequences": 0})
    await town.bench.run_until_idle()
    after = (await ada.get(f"{API}/entitlements")).json()
    assert (after["limits"]["crm.contacts"], after["limits"]["crm.sequences"]) == (250, 1)
    assert after["version"] == before["version"] + 1


async def test_tenants_never_reach_staff_routes(town: Any, ada: Any) -> None:
    before = await town.counts()
    body = {"kind": "plan", "key": "professional", "reason": "Mine"}
    promotion = {"key": "mine", "name": "Mine", "target": "all", "effect": "percent", "value": 10_000}
    assert (await ada.post(f"{ADMIN}/plan-changes", json=body)).status_code == 403
    assert (await ada.post(f"{ADMIN}/promotions", json=promotion)).status_code == 403
    assert await town.counts() == before


async def test_overrides_give_discounts_and_longer_trials(town: Any, ada: Any) -> None:
    staff = town.bench.staff()
    workspace_id = (await ada.get(f"{API}/workspaces/current")).json()["id"]
    about = {"workspace_id": workspace_id, "reason": "goodwill"}
    extension = about | {"kind": "trial_extension", "days": 10}
    assert (await staff.post(f"{ADMIN}/overrides", json=extension)).status_code == 422
    await ada.post(f"{API}/subscription/start-trial", json={"bundles": ["social-media"]})
    before = town.date((await ada.get(f"{API}/subscription")).json()["trial_ends_at"])
    await must(await staff.post(f"{ADMIN}/overrides", json=extension), 201)
    after = town.date((await ada.get(f"{API}/subscription")).json()["trial_ends_at"])
    assert after - before == town.days(10)
    await must(await staff.post(f"{ADMIN}/overrides", json=about | {"kind": "discount", "percent_bp": 5_000}), 201)
    assert await renewal(ada) == 1_450
    assert (await staff.post(f"{ADMIN}/overrides", json=about | {"kind": "discount"})).status_code == 422


async def test_codes_and_specials_are_kept_by_staff(town: Any, ada: Any) -> None:
    staff = town.bench.staff()
    body = {"key": "spring", "name": "Spring", "target": "all", "effect": "percent", "value": 2_500, "periods": 2}
    made = await must(await staff.post(f"{ADMIN}/promotions", json=body | {"code": "SPRING25", "quota": 5}), 201)
    url = f"{ADMIN}/promotions/{made['id']}"
    wanted = {"plan": "professional", "features": CRM, "code": "spring25"}
    assert (await must(await ada.post(f"{API}/quotes", json=wanted), 201))["total_now"]["amount"] == 225
    done = await town.subscribe(ada, **wanted)
    assert done["charge"]["total"]["amount"] == 225
    [claim] = (await ada.get(f"{API}/promotion-claims")).json()["items"]
    assert (claim["promotion_id"], claim["state"], claim["periods_left"]) == (made["id"], "used", 1)
    assert (await staff.get(url)).json()["claimed"] == 1
    specials = (await ada.get(f"{API}/public/pricing")).json()["specials"]
    assert {special["key"] for special in specials} >= {"launch-creator", "launch-enterprise"}
    assert "spring" not in {special["key"] for special in specials}
    assert (await staff.patch(url, json={"quota": 0})).json()["quota"] == 0
    assert (await staff.delete(url)).status_code == 204
    assert (await staff.get(url)).json()["active"] is False
    for bad in ({"effect": "percent", "value": 10_001}, {"effect": "price", "value": 1}, {"target": "bundle:nope"}):
        refused = await staff.post(f"{ADMIN}/promotions", json=body | {"key": "bad"} | bad)
        assert refused.status_code == 422
