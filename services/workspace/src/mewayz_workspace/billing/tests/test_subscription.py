"""The subscription through its routes, with what finance would say."""

from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa

from mewayz_kit.ids import new_id
from mewayz_testing.race import race_statuses
from mewayz_workspace.billing.models import Charge, Promotion, PromotionClaim

API = "/api/v1/workspace"
CRM = ["contacts", "pipelines", "email-campaigns"]


@pytest.fixture
async def ada(town: Any) -> Any:
    """An owner, signed in at a workspace."""
    person = await town.person("Ada")
    return await town.enter(person, await town.found(person))


async def features(owner: Any) -> set[str]:
    return set((await owner.get(f"{API}/entitlements")).json()["features"])


async def subscription(owner: Any) -> dict[str, Any]:
    return dict((await owner.get(f"{API}/subscription")).json())


async def quote(owner: Any, **wanted: Any) -> dict[str, Any]:
    answer = await owner.post(f"{API}/quotes", json={"plan": "free"} | wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_quote_charge_and_payment_are_the_same_to_the_cent(town: Any, ada: Any) -> None:
    made = await quote(ada, plan="professional", features=CRM)
    assert made["total_now"] == made["total_renewal"] == {"amount": 300, "currency": "USD"}
    answer = await ada.post(f"{API}/subscription/checkout", json={"quote_id": made["id"]})
    assert answer.status_code == 200, answer.text
    charge = answer.json()["charge"]
    assert (answer.json()["subscription_state"], charge["state"], charge["total"]) == (
        "incomplete",
        "open",
        made["total_now"],
    )
    assert await features(ada) == set(), "nothing is unlocked before the payment"
    [due] = await town.bench.published("workspace.subscription.charge_due.v1")
    assert (due.data["id"], due.data["total"], due.data["purpose"]) == (charge["id"], charge["total"], "subscription")
    again = await ada.post(f"{API}/subscription/checkout", json={"quote_id": made["id"]})
    assert again.json()["charge"]["id"] == charge["id"]
    payment = await town.pay(charge["id"], 300)
    assert await features(ada) == set(CRM)
    shown = await subscription(ada)
    assert (shown["state"], shown["plan"], shown["total_renewal"]["amount"]) == ("active", "professional", 300)
    [activated] = await town.bench.published("workspace.subscription.activated.v1")
    assert activated.data["anchor_day"] == town.bench.clock.now().day
    await town.pay(charge["id"], 300, payment_id=payment)
    await town.pay(charge["id"], 300, verb="failed", payment_id=payment)
    assert await subscription(ada) == shown
    assert not await town.bench.published("workspace.refund.requested.v1")


async def test_nobody_who_acts_for_the_owner_buys_anything(town: Any) -> None:
    person = await town.person("Ada")
    acme = await town.found(person)
    acting = await town.enter(person, acme, act=str(new_id()))
    made = await quote(acting, plan="professional", features=CRM)
    before, by_quote = await town.counts(), {"quote_id": made["id"]}
    for path, body in (
        ("subscription/checkout", by_quote),
        ("subscription/change", by_quote),
        ("subscription/cancel", {}),
        ("subscription/resume", None),
        ("subscription/pause", {"days": 30}),
        ("subscription/start-trial", {"bundles": ["creator"]}),
        (f"subscription-changes/{new_id()}/cancel", None),
        ("onboarding/complete", None),
    ):
        answer = await acting.post(f"{API}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "impersonation_forbidden"), path
    assert await town.counts() == before
    owner = await town.enter(person, acme)
    assert (await owner.post(f"{API}/subscription/checkout", json=by_quote)).status_code == 200


@pytest.mark.parametrize("extra", [{"price": 1}, {"total": 0}, {"amount": 1}])
async def test_a_client_never_sends_an_amount(town: Any, ada: Any, extra: dict[str, int]) -> None:
    before = await town.counts()
    for url, body in (
        (f"{API}/quotes", {"plan": "professional"}),
        (f"{API}/subscription/checkout", {"quote_id": str(new_id())}),
        (f"{API}/public/quotes", {"plan": "professional"}),
    ):
        assert (await ada.post(url, json=body | extra)).status_code == 422
    assert await town.counts() == before


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"plan": "gold"}, "unknown_plan"),
        ({"plan": "free", "bundles": ["gold"]}, "unknown_bundle"),
        ({"plan": "free", "bundles": ["creator", "creator"]}, "duplicate_bundle"),
        ({"plan": "free", "bundles": ["enterprise", "creator"]}, "excludes_others"),
        ({"plan": "professional", "bundles": ["enterprise"]}, "excludes_others"),
        ({"plan": "free", "code": "NOPE"}, "unknown_code"),
        ({"plan": "free", "features": ["nope"]}, "unknown_feature"),
        ({"plan": "free", "features": ["pipelines"]}, "missing_dependency"),
        ({"plan": "professional", "features": ["white-label"]}, "not_in_plan"),
    ],
)
async def test_a_quote_names_what_is_wrong(town: Any, ada: Any, wanted: dict[str, Any], code: str) -> None:
    before = await town.counts()
    answer = await ada.post(f"{API}/quotes", json=wanted)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["code"] == code
    assert await town.counts() == before


async def test_bundles_are_repriced_and_cover_their_features(town: Any, ada: Any) -> None:
    made = await quote(ada, plan="professional", bundles=["business", "social-media"], features=["bookings", *CRM])
    priced = {line["key"]: line["amount"] for line in made["lines"]}
    # launch special of business: half of 39.00 is lower than 20 % off; the CRM features come with it.
    assert priced == {"bookings": 100, "business": 1_950, "social-media": 2_320}
    assert made["total_now"]["amount"] == 4_370
    one = await quote(ada, plan="professional", bundles=["social-media"], features=["bookings"])
    assert one["total_now"]["amount"] == 3_000
    seen = (await ada.post(f"{API}/public/quotes", json={"plan": "free", "bundles": ["creator"]})).json()
    assert (seen["total_now"]["amount"], seen["total_renewal"]["amount"]) == (900, 900)


async def test_an_upgrade_is_prorated_and_keeps_the_renewal_date(town: Any, ada: Any) -> None:
    await town.subscribe(ada, plan="professional", features=CRM)
    before = await subscription(ada)
    await town.pass_time(days=10)
    refused = await ada.post(f"{API}/features/bookings/enable")
    assert (refused.status_code, refused.json()["code"]) == (402, "payment_required")
    made = await quote(ada, plan="professional", features=[*CRM, "bookings", "escrow"])
    days = (town.date(before["period_end"]) - town.date(before["period_start"])).days
    assert made["effective"] == "now"
    assert made["total_now"]["amount"] == round(200 * (days - 10) / days)
    assert made["total_renewal"]["amount"] == 500
    changed = (await ada.post(f"{API}/subscription/change", json={"quote_id": made["id"]})).json()
    assert changed["charge"]["total"] == made["total_now"]
    assert "bookings" not in await features(ada)
    await town.pay(changed["charge"]["id"], made["total_now"]["amount"])
    assert {"bookings", "escrow"} <= await features(ada)
    after = await subscription(ada)
    assert (after["period_end"], after["total_renewal"]["amount"]) == (before["period_end"], 500)
    # What is paid for until the period ends may be switched off and on again.
    assert (await ada.post(f"{API}/features/bookings/disable")).status_code == 200
    assert (await ada.post(f"{API}/features/bookings/enable")).status_code == 200


async def test_a_downgrade_waits_for_the_period_end(town: Any, ada: Any) -> None:
    await town.subscribe(ada, plan="professional", features=[*CRM, "bookings"])
    made = await quote(ada, plan="professional", features=CRM)
    assert (made["effective"], made["total_now"]["amount"]) == ("period_end", 0)
    done = (await ada.post(f"{API}/subscription/change", json={"quote_id": made["id"]})).json()
    assert done["change"]["state"] == "scheduled"
    assert "bookings" in await features(ada)
    await town.pass_time(days=32)
    assert "bookings" not in await features(ada)
    [*_, renewal] = await town.bench.published("workspace.subscription.charge_due.v1")
    assert (renewal.data["reason"], renewal.data["total"]["amount"]) == ("renewal", 300)


async def test_cancel_and_resume_leave_no_trace(town: Any, ada: Any) -> None:
    await town.subscribe(ada, plan="professional", features=CRM)
    before = await subscription(ada)
    answer = await ada.post(f"{API}/subscription/cancel", json={"reason": "too_expensive", "comment": "Sorry"})
    assert answer.status_code == 200, answer.text
    held = await subscription(ada)
    assert held["cancel_at"] == before["period_end"]
    assert (await ada.post(f"{API}/subscription/cancel", json={})).status_code == 409
    assert (await ada.post(f"{API}/subscription/resume")).status_code == 200
    assert await subscription(ada) == before
    await ada.post(f"{API}/subscription/cancel", json={})
    await town.pass_time(days=32)
    ended = await subscription(ada)
    assert (ended["state"], ended["plan"]) == ("free", "free")
    assert await features(ada) == set(CRM), "three features fit the free plan"
    assert len(await town.bench.published("workspace.subscription.charge_due.v1")) == 1


async def test_renewals_are_charged_once_and_fail_into_dunning(town: Any, ada: Any) -> None:
    await town.subscribe(ada, plan="professional", features=CRM)
    await town.pass_time(days=32)
    [_, renewal] = await town.bench.published("workspace.subscription.charge_due.v1")
    await town.pass_time(minutes=30)
    assert len(await town.bench.published("workspace.subscription.charge_due.v1")) == 2
    payment = await town.pay(renewal.data["id"], 300, verb="failed", failure={"code": "card_declined"})
    assert (await subscription(ada))["state"] == "past_due"
    assert await features(ada) == set(CRM)
    dunning = {"payment_id": str(payment), "purpose": "subscription", "reference_id": renewal.data["id"]}
    await town.bench.deliver("finance.dunning.attempt_failed.v1", dunning | {"id": str(new_id())})
    await town.bench.deliver("finance.dunning.recovered.v1", dunning | {"id": str(new_id())})
    assert (await subscription(ada))["state"] == "active"
    await town.pass_time(days=31)
    [*_, third] = await town.bench.published("workspace.subscription.charge_due.v1")
    assert third.data["id"] != renewal.data["id"]
    gone = dunning | {"reference_id": third.data["id"], "id": str(new_id())}
    await town.pay(third.data["id"], 300, verb="failed")
    await town.bench.deliver("finance.dunning.exhausted.v1", gone)
    assert (await subscription(ada))["state"] == "free"
    await town.pay(third.data["id"], 300)
    assert (await subscription(ada))["state"] == "free"
    [refund] = await town.bench.published("workspace.refund.requested.v1")
    assert (refund.data["reason"], refund.data["amount"]["amount"]) == ("charge_void", 300)


async def test_money_for_a_void_charge_is_asked_back_and_unlocks_nothing(town: Any, ada: Any) -> None:
    made = await quote(ada, plan="professional", features=CRM)
    charge = (await ada.post(f"{API}/subscription/checkout", json={"quote_id": made["id"]})).json()["charge"]
    await town.pass_time(hours=25)
    assert (await subscription(ada))["state"] == "free"
    [voided] = await town.bench.published("workspace.subscription.charge_voided.v1")
    assert voided.data["id"] == charge["id"]
    payment = await town.pay(charge["id"], 300)
    await town.pay(charge["id"], 300, payment_id=payment)
    [refund] = await town.bench.published("workspace.refund.requested.v1")
    assert (refund.data["payment_id"], refund.data["reference_id"]) == (str(payment), charge["id"])
    assert await features(ada) == set()


@pytest.mark.parametrize("order", list(permutations(["requires_action", "failed", "succeeded"])))
async def test_the_order_in_which_finance_speaks_does_not_matter(town: Any, ada: Any, order: tuple[str, ...]) -> None:
    made = await quote(ada, bundles=["creator"])
    charge = (await ada.post(f"{API}/subscription/checkout", json={"quote_id": made["id"]})).json()["charge"]
    payment = new_id()
    for verb in (*order, *order):
        await town.pay(charge["id"], 900, verb=verb, payment_id=payment, next_action={"kind": "redirect"})
    shown = await subscription(ada)
    assert (shown["state"], shown["total_renewal"]["amount"]) == ("active", 900)
    assert (await ada.get(f"{API}/charges/{charge['id']}")).json()["state"] == "paid"
    [claim] = (await ada.get(f"{API}/promotion-claims")).json()["items"]
    assert (claim["state"], claim["periods_left"]) == ("used", 2)
    assert not await town.bench.published("workspace.refund.requested.v1")
    assert len(await town.bench.published("workspace.subscription.activated.v1")) == 1


async def test_a_failed_payment_leaves_the_subscription_as_it_was(town: Any, ada: Any) -> None:
    made = await quote(ada, plan="professional", features=CRM)
    charge = (await ada.post(f"{API}/subscription/checkout", json={"quote_id": made["id"]})).json()["charge"]
    payment = await town.pay(charge["id"], 300, verb="failed", failure={"code": "card_declined"})
    assert (await subscription(ada))["state"] == "free"
    shown = (await ada.get(f"{API}/charges/{charge['id']}")).json()
    assert (shown["state"], shown["failure"]) == ("failed", "card_declined")
    await town.subscribe(ada, bundles=["creator"])
    await town.pay(charge["id"], 300, payment_id=payment)
    [refund] = await town.bench.published("workspace.refund.requested.v1")
    assert refund.data["payment_id"] == str(payment), "something else was chosen since"


async def test_a_payment_of_another_amount_unlocks_nothing(town: Any, ada: Any) -> None:
    made = await quote(ada, plan="professional", features=CRM)
    charge = (await ada.post(f"{API}/subscription/checkout", json={"quote_id": made["id"]})).json()["charge"]
    await town.pay(charge["id"], 299)
    assert (await subscription(ada))["state"] == "incomplete"
    [refund] = await town.bench.published("workspace.refund.requested.v1")
    assert refund.data["reason"] == "amount_mismatch"


async def test_a_paid_charge_can_be_refunded_and_disputed(town: Any, ada: Any) -> None:
    done = await town.subscribe(ada, plan="professional", features=CRM)
    charge_id = done["charge"]["id"]
    charge = (await ada.get(f"{API}/charges/{charge_id}")).json()
    about = {"payment_id": charge["payment_id"], "purpose": "subscription", "reference_id": charge_id}
    await town.bench.deliver("finance.payment.disputed.v1", about | {"id": charge["payment_id"]})
    for amount, state in ((100, "paid"), (200, "refunded")):
        refund = about | {"id": str(new_id()), "amount": {"amount": amount, "currency": "USD"}}
        await town.bench.deliver("finance.refund.succeeded.v1", refund)
        charge = (await ada.get(f"{API}/charges/{charge_id}")).json()
        assert charge["state"] == state
    assert charge["refunded_amount"] == 300
    assert charge["disputed_at"] is not None


async def test_two_parallel_changes_charge_once(town: Any, ada: Any) -> None:
    first = await quote(ada, plan="professional", features=CRM)
    second = await quote(ada, plan="professional", features=[*CRM, "bookings"])
    ids = [first["id"], second["id"]]

    async def attempt(number: int) -> Any:
        return await ada.post(f"{API}/subscription/checkout", json={"quote_id": ids[number % 2]})

    statuses = await race_statuses(attempt, callers=6)
    assert set(statuses) <= {200, 409}
    async with town.bench.uow() as uow:
        with uow.unscoped("the charges of the test"):
            states = sorted(await uow.all(sa.select(Charge.state)))
    assert states == ["open", "void"]
    charges = (await ada.get(f"{API}/charges")).json()["items"]
    for charge in charges:
        await town.pay(charge["id"], charge["total"]["amount"])
    assert (await subscription(ada))["state"] == "active"
    assert len(await town.bench.published("workspace.refund.requested.v1")) == 1


async def test_a_quote_ends_with_time_and_with_the_state_it_was_made_on(town: Any, ada: Any) -> None:
    old, other = await quote(ada, plan="professional", features=CRM), await quote(ada, bundles=["creator"])
    await town.subscribe(ada, bundles=["creator"])
    late = await ada.post(f"{API}/subscription/change", json={"quote_id": other["id"]})
    assert (late.status_code, late.json()["code"]) == (409, "quote_outdated")
    await town.pass_time(minutes=31)
    gone = await ada.post(f"{API}/subscription/change", json={"quote_id": old["id"]})
    assert (gone.status_code, gone.json()["code"]) == (410, "quote_expired")


async def test_a_pause_freezes_and_puts_the_unused_time_behind(town: Any, ada: Any) -> None:
    twelve = [*CRM, "bookings", "escrow", "invoicing", "storefront", "dashboards", "qr-codes", "bio-builder"]
    twelve += ["course-builder", "short-links"]
    await town.subscribe(ada, plan="professional", features=twelve)
    before = await subscription(ada)
    await town.pass_time(days=5)
    assert (await ada.post(f"{API}/subscription/pause", json={"days": 30})).status_code == 200
    assert len(await features(ada)) == 10
    assert (await ada.get(f"{API}/entitlements")).json()["frozen_from"] is not None
    await town.pass_time(days=30)
    after = await subscription(ada)
    assert after["state"] == "active"
    assert town.date(after["period_end"]) - town.date(before["period_end"]) >= town.days(30)
    assert await features(ada) == set(twelve)


async def test_a_trial_needs_no_payment_and_happens_once(town: Any) -> None:
    person = await town.person("Ada")
    first, second = await town.found(person), await town.found(person, "Second")
    owner = await town.enter(person, first)
    started = await owner.post(f"{API}/subscription/start-trial", json={"bundles": ["creator"]})
    assert started.status_code == 200, started.text
    assert {"bio-builder", "website-builder"} <= await features(owner)
    before = await town.counts()
    again = await (await town.enter(person, second)).post(
        f"{API}/subscription/start-trial", json={"bundles": ["creator"]}
    )
    assert (again.status_code, again.json()["code"]) == (409, "trial_used")
    assert await town.counts() == before
    await town.pass_time(days=11, minutes=5)
    [mail] = [text for text in await town.mails("ada@example.com") if "trial ends soon" in text]
    assert "free plan" in mail
    await town.pass_time(days=4)
    assert (await subscription(owner))["state"] == "free"
    assert "website-builder" not in await features(owner)
    assert (await owner.post(f"{API}/subscription/start-trial", json={"bundles": ["creator"]})).status_code == 409


async def test_a_trial_is_paid_before_it_ends(town: Any, ada: Any) -> None:
    await ada.post(f"{API}/subscription/start-trial", json={"bundles": ["creator"]})
    done = await town.subscribe(ada, bundles=["creator"])
    assert done["charge"]["total"]["amount"] == 900
    assert (await subscription(ada))["state"] == "active"
    await town.pass_time(days=20)
    assert (await subscription(ada))["state"] == "active"


async def test_a_special_holds_for_its_periods(town: Any, ada: Any) -> None:
    await town.subscribe(ada, bundles=["creator"])
    charged = []
    for _ in range(3):
        await town.pass_time(days=32)
        [*_, due] = await town.bench.published("workspace.subscription.charge_due.v1")
        charged.append(due.data["total"]["amount"])
        await town.pay(due.data["id"], charged[-1])
    assert charged == [900, 900, 1_900]


async def test_the_last_promotion_is_claimed_once(town: Any) -> None:
    body = {
        "key": "one",
        "name": "One",
        "target": "bundle:social-media",
        "effect": "price",
        "value": 100,
        "cycle": "month",
        "quota": 1,
    }
    made = await town.bench.staff().post(f"{API}/admin/promotions", json=body)
    assert made.status_code == 201, made.text
    owners, ids = [], []
    for number in range(10):
        person = await town.person(f"P{number}")
        owners.append(await town.enter(person, await town.found(person, f"W{number}")))
        ids.append((await quote(owners[-1], bundles=["social-media"]))["id"])

    async def attempt(number: int) -> Any:
        return await owners[number].post(f"{API}/subscription/checkout", json={"quote_id": ids[number]})

    assert dict(await race_statuses(attempt, callers=10)) == {200: 1, 409: 9}
    async with town.bench.uow() as uow:
        with uow.unscoped("the claims of the test"):
            assert await uow.scalar(sa.select(sa.func.count(PromotionClaim.id))) == 1
            assert await uow.scalar(sa.select(Promotion.claimed).where(Promotion.key == "one")) == 1
    await town.pass_time(hours=25)
    async with town.bench.uow() as uow:
        with uow.unscoped("the claims of the test"):
            assert await uow.scalar(sa.select(sa.func.count(PromotionClaim.id))) == 0
            assert await uow.scalar(sa.select(Promotion.claimed).where(Promotion.key == "one")) == 0


async def test_enterprise_is_billed_by_revenue(town: Any, ada: Any) -> None:
    await town.subscribe(ada, bundles=["enterprise"])
    assert (await subscription(ada))["state"] == "active"
    statics = (await ada.get(f"{API}/entitlements")).json()["statics"]
    assert (statics["revenue_share_bp"], statics["fee_tier"]) == (1_000, "enterprise")
    workspace_id = (await ada.get(f"{API}/workspaces/current")).json()["id"]
    bill = {"id": str(new_id()), "workspace_id": workspace_id, "period": "2026-11"}
    bill |= {"amount": {"amount": 9_900, "currency": "USD"}}
    await town.bench.deliver("finance.revenue_share_bill.issued.v1", bill)
    [charge] = (await ada.get(f"{API}/charges")).json()["items"]
    assert (charge["id"], charge["reason"]) == (bill["id"], "revenue_share")
    await town.pay(charge["id"], 9_900, purpose="revenue_share")
    assert (await ada.get(f"{API}/charges/{charge['id']}")).json()["state"] == "paid"


async def test_only_the_owner_sees_and_moves_the_subscription(town: Any) -> None:
    person, bob = await town.person("Ada"), await town.person("Bob")
    acme = await town.found(person)
    await town.join(await town.enter(person, acme), bob, role="admin")
    admin = await town.enter(bob, acme)
    before = await town.counts()
    for call in (
        admin.get(f"{API}/subscription"),
        admin.get(f"{API}/charges"),
        admin.post(f"{API}/quotes", json={"plan": "professional"}),
        admin.post(f"{API}/subscription/cancel", json={}),
    ):
        assert (await call).status_code == 403
    assert await town.counts() == before
