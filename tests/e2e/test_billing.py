"""Plans and money, as an owner meets them: workspace.md §11, scenarios 8 to 13, and the part of 24 that falls here."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.e2e.till import Till

from mewayz_kit.clock import rfc3339
from mewayz_testing.house import House
from mewayz_testing.people import Person, Platform, Seat, succeed

WORKSPACE, CRM = "/api/v1/workspace", "/api/v1/crm"
FEATURES = ["contacts", "pipelines", "email-campaigns"]
TWELVE = [
    *FEATURES, "bookings", "escrow", "invoicing", "storefront", "dashboards", "qr-codes", "bio-builder",
    "course-builder", "short-links",
]  # fmt: skip
MONTH = timedelta(days=32).total_seconds()


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest.fixture
def till(house: House) -> Till:
    return Till(house)


async def subscription(seat: Seat) -> Any:
    return succeed(await seat.get(f"{WORKSPACE}/subscription"))


async def entitled(seat: Seat) -> Any:
    return succeed(await seat.get(f"{WORKSPACE}/entitlements"))


async def quote(seat: Seat, **wanted: Any) -> Any:
    return succeed(await seat.post(f"{WORKSPACE}/quotes", json={"plan": "free"} | wanted))


async def confirm(seat: Seat, kind: str, made: Any) -> Any:
    return succeed(await seat.post(f"{WORKSPACE}/subscription/{kind}", json={"quote_id": made["id"]}))


async def reaches(seat: Seat, state: str) -> None:
    async def there() -> bool:
        return bool((await subscription(seat))["state"] == state)

    await seat.person.platform.until(there, f"a subscription that is {state}")


async def subscribe(seat: Seat, till: Till, **wanted: Any) -> Any:
    """Quote, check out, pay."""
    made = await quote(seat, **wanted)
    done = await confirm(seat, "checkout", made)
    if done["charge"]:
        assert done["charge"]["total"] == made["total_now"]
        await till.takes(done["charge"]["id"], done["charge"]["total"]["amount"])
    await reaches(seat, "active")
    return done


async def later(house: House, seconds: float, *people: Person) -> None:
    """Time passes; sessions have to be renewed."""
    house.move_clock(seconds)
    for person in people:
        await person.sign_in()


async def test_an_upgrade_is_prorated_and_a_downgrade_waits(
    house: House, ada: Person, platform: Platform, till: Till
) -> None:
    seat = await ada.create_workspace("Change")
    await subscribe(seat, till, plan="professional", features=FEATURES)
    before = await subscription(seat)
    await later(house, timedelta(days=10).total_seconds(), ada)
    refused = await seat.post(f"{WORKSPACE}/features/bookings/enable")
    assert (refused.status_code, refused.json()["code"]) == (402, "payment_required")
    made = await quote(seat, plan="professional", features=[*FEATURES, "bookings", "escrow"])
    start, end = (datetime.fromisoformat(before[f"period_{edge}"]) for edge in ("start", "end"))
    days, left = (end.date() - start.date()).days, (end.date() - platform.now().date()).days
    assert made["total_now"]["amount"] == (2 * 200 * left + days) // (2 * days)
    done = await confirm(seat, "change", made)
    assert "bookings" not in (await entitled(seat))["features"]
    await till.takes(done["charge"]["id"], made["total_now"]["amount"])

    async def upgraded() -> bool:
        return "bookings" in (await entitled(seat))["features"]

    await platform.until(upgraded, "the new features after the payment")
    assert (await subscription(seat))["period_end"] == before["period_end"]

    smaller = await quote(seat, plan="professional", features=FEATURES)
    assert (smaller["effective"], smaller["total_now"]["amount"]) == ("period_end", 0)
    assert (await confirm(seat, "change", smaller))["change"]["state"] == "scheduled"
    held = await subscription(seat)
    succeed(await seat.post(f"{WORKSPACE}/subscription/cancel", json={"reason": "other"}))
    succeed(await seat.post(f"{WORKSPACE}/subscription/resume"))
    after = await subscription(seat)
    assert after == held | {"scheduled_change_id": None}
    smaller = await quote(seat, plan="professional", features=FEATURES)
    await confirm(seat, "change", smaller)
    assert "bookings" in (await entitled(seat))["features"]
    await later(house, timedelta(days=23).total_seconds(), ada)

    async def downgraded() -> bool:
        return "bookings" not in (await entitled(seat))["features"]

    await platform.until(downgraded, "a downgrade by the clock")

    async def renewed() -> list[int]:
        page = succeed(await seat.get(f"{WORKSPACE}/charges", params={"reason": "renewal"}))
        return [charge["total"]["amount"] for charge in page["items"]]

    assert await platform.until(renewed, "a renewal") == [300]


async def test_a_downgrade_to_free_deletes_nothing_and_an_upgrade_restores_all(
    house: House, ada: Person, platform: Platform, till: Till
) -> None:
    seat = await ada.create_workspace("Freeze")
    await subscribe(seat, till, plan="professional", features=TWELVE)

    async def heard_of() -> bool:
        return (await seat.get(f"{CRM}/contacts")).status_code == 200

    await platform.until(heard_of, "contacts where they were paid for")
    contact = succeed(await seat.post(f"{CRM}/contacts", json={"first_name": "Kept"}))
    people = [await platform.newcomer(name) for name in ("Bob", "Cid", "Dan")]
    members = [await person.join(seat, role="editor") for person in people]
    succeed(await seat.post(f"{WORKSPACE}/subscription/cancel", json={}))
    await later(house, MONTH, ada, *people)
    await reaches(seat, "free")
    held = await entitled(seat)
    assert set(held["features"]) == set(TWELVE[:10])
    assert held["frozen_from"] is not None
    assert succeed(await seat.get(f"{CRM}/contacts/{contact['id']}"))["first_name"] == "Kept"

    async def seats() -> dict[str, str]:
        items = succeed(await seat.get(f"{WORKSPACE}/members"))["items"]
        return {item["name"]: item["seat"] for item in items}

    async def frozen() -> bool:
        return await seats() == {"Ada": "active", "Bob": "active", "Cid": "active", "Dan": "frozen"}

    await platform.until(frozen, "the latest member's seat frozen")
    assert succeed(await members[2].get(f"{CRM}/contacts/{contact['id']}"))["id"] == contact["id"]
    edit = await members[2].patch(f"{CRM}/contacts/{contact['id']}", json={"title": "Mine"})
    assert edit.status_code == 403, "a frozen seat acts as viewer"
    items = succeed(await seat.get(f"{WORKSPACE}/members"))["items"]
    dan = next(item["id"] for item in items if item["name"] == "Dan")
    succeed(await seat.post(f"{WORKSPACE}/members/{dan}/unfreeze"))
    assert await seats() == {"Ada": "active", "Bob": "active", "Cid": "frozen", "Dan": "active"}

    async def edits() -> bool:
        answer = await members[2].patch(f"{CRM}/contacts/{contact['id']}", json={"title": "Mine"})
        return answer.status_code == 200

    await platform.until(edits, "Dan as editor again")
    await subscribe(seat, till, plan="professional")
    assert set((await entitled(seat))["features"]) == set(TWELVE)

    async def thawed() -> bool:
        return set((await seats()).values()) == {"active"}

    await platform.until(thawed, "every seat again")


async def test_the_last_seat_is_given_once(ada: Person, platform: Platform) -> None:
    seat = await ada.create_workspace("Seats")
    await (await platform.newcomer("Bob")).join(seat, role="editor")
    guests = [await platform.newcomer(f"Guest{number}") for number in range(4)]
    for guest in guests:
        body = {"email": guest.email, "role": "viewer"}
        succeed(await seat.post(f"{WORKSPACE}/invitations", json=body, headers={"idempotency-key": uuid4().hex}))
    tokens = [(await platform.link_in_mail(guest.email, "invitation")).rpartition("/")[2] for guest in guests]

    async def accept(number: int) -> int:
        body = {"token": tokens[number]}
        return (await guests[number].request("POST", f"{WORKSPACE}/invitations/accept", json=body)).status_code

    assert sorted(await asyncio.gather(*map(accept, range(4)))) == [200, 402, 402, 402]


async def test_bundles_are_priced_by_the_rule(ada: Person, platform: Platform, till: Till) -> None:
    seat = await ada.create_workspace("Bundles")
    year = {"cycle": "year"}
    prices = [
        (["creator"], 19_000),
        (["creator", "ecommerce"], 15_200 + 19_200),
        (["creator", "ecommerce", "business"], 13_300 + 16_800 + 27_300),
        (["creator", "ecommerce", "business", "operations"], 11_400 + 14_400 + 23_400 + 14_400),
    ]
    for bundles, amount in prices:
        assert (await quote(seat, bundles=bundles, **year))["total_now"]["amount"] == amount, bundles
    both = await quote(seat, plan="professional", bundles=["business"], features=["contacts", "bookings"], **year)
    assert {line["key"]: line["amount"] for line in both["lines"]} == {"business": 39_000, "bookings": 1_000}
    special = await quote(seat, bundles=["creator", "social-media"])
    lines = {line["key"]: (line["amount"], line["special"]) for line in special["lines"]}
    assert lines == {"creator": (900, "launch-creator"), "social-media": (2_320, None)}
    public = succeed(
        await platform.request("POST", f"{WORKSPACE}/public/quotes", json={"plan": "free", "bundles": ["creator"]})
    )
    assert public["total_now"]["amount"] == 900
    await subscribe(seat, till, bundles=["creator", "social-media", "operations"])
    fewer = await quote(seat, bundles=["creator", "social-media"])
    assert (fewer["effective"], fewer["total_renewal"]["amount"]) == ("period_end", 900 + 2_320)


async def test_a_special_for_one_is_claimed_once(ada: Person, platform: Platform) -> None:
    admin = await platform.admin()
    code = f"ONE-{uuid4().hex[:8]}"
    body = {"key": code.lower(), "name": "One", "target": "bundle:education", "effect": "percent", "value": 9_000}
    await admin.must("POST", f"{WORKSPACE}/admin/promotions", json=body | {"code": code, "quota": 1, "cycle": "year"})
    wanted = {"bundles": ["education"], "cycle": "year", "code": code}
    seats = [await ada.create_workspace(f"One {number}") for number in range(10)]
    made = [await quote(seat, **wanted) for seat in seats]
    assert {one["total_now"]["amount"] for one in made} == {2_900}

    async def attempt(number: int) -> int:
        body = {"quote_id": made[number]["id"]}
        return (await seats[number].post(f"{WORKSPACE}/subscription/checkout", json=body)).status_code

    assert sorted(await asyncio.gather(*map(attempt, range(10)))) == [200] + [409] * 9


async def test_a_trial_ends_in_the_free_plan_with_everything_kept(
    house: House, ada: Person, platform: Platform
) -> None:
    seat, other = await ada.create_workspace("Trial"), await ada.create_workspace("Again")
    body = {"bundles": ["business"]}
    started = succeed(await seat.post(f"{WORKSPACE}/subscription/start-trial", json=body))
    assert (started["state"], started["total_renewal"]["amount"]) == ("trialing", 3_900)

    async def kept() -> Any:
        made = await seat.post(f"{CRM}/contacts", json={"first_name": "Kept"})
        return made.json() if made.status_code == 201 else None

    contact = await platform.until(kept, "a feature of the bundle")
    again = await other.post(f"{WORKSPACE}/subscription/start-trial", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "trial_used")
    await later(house, timedelta(days=11, minutes=6).total_seconds(), ada)
    await platform.found_in_mail(ada.email, "(trial ends soon)")
    await later(house, timedelta(days=3).total_seconds(), ada)
    await reaches(seat, "free")

    async def closed() -> bool:
        answer = await seat.post(f"{CRM}/contacts", json={"first_name": "No"})
        return answer.status_code == 403 and answer.json()["code"] == "feature_disabled"

    await platform.until(closed, "an end of the features of the trial")
    succeed(await seat.post(f"{WORKSPACE}/features/contacts/enable"))

    async def readable() -> bool:
        return (await seat.get(f"{CRM}/contacts/{contact['id']}")).status_code == 200

    await platform.until(readable, "the contact as it was")


async def test_a_raised_price_waits_for_its_day_and_can_be_taken_back(
    house: House, ada: Person, platform: Platform, till: Till
) -> None:
    seat = await ada.create_workspace("Prices")
    await subscribe(seat, till, plan="enterprise", features=FEATURES)
    assert (await seat.post(f"{WORKSPACE}/admin/plan-changes", json={})).status_code == 403
    admin = await platform.admin()
    plans = (await admin.must("GET", f"{WORKSPACE}/admin/plans"))["items"]
    url = f"{WORKSPACE}/admin/plans/{next(plan['id'] for plan in plans if plan['key'] == 'enterprise')}/versions"
    await admin.must("POST", url, json={"month_amount": 250, "reason": "New prices"})

    async def prices() -> tuple[int, int]:
        new = succeed(
            await platform.request(
                "POST", f"{WORKSPACE}/public/quotes", json={"plan": "enterprise", "features": FEATURES}
            )
        )
        return new["total_now"]["amount"], (await subscription(seat))["total_renewal"]["amount"]

    assert await prices() == (750, 450)
    body = {"kind": "plan", "key": "enterprise", "reason": "New prices"}
    made = await admin.must("POST", f"{WORKSPACE}/admin/plan-changes", json=body)
    change = f"{WORKSPACE}/admin/plan-changes/{made['id']}"
    analysis = (await admin.must("POST", f"{change}/analyse"))["analysis"]
    assert seat.id in {item["workspace_id"] for item in analysis["items"]}
    day = {"effective_at": rfc3339(platform.now() + timedelta(days=31))}
    await admin.must("POST", f"{change}/schedule", json=day)
    assert await prices() == (750, 450)
    await later(house, timedelta(days=31, minutes=11).total_seconds(), ada)

    async def moved() -> bool:
        admin = await platform.admin()
        return bool((await admin.must("GET", change))["state"] == "applied")

    await platform.until(moved, "a plan change that is applied on its day")
    assert await prices() == (750, 750)
    await (await platform.admin()).must("POST", f"{change}/rollback", json={"reason": "Taken back"})

    async def restored() -> bool:
        return await prices() == (450, 450)

    await platform.until(restored, "the old prices")
    page = await (await platform.admin()).must(
        "GET", f"{WORKSPACE}/admin/audit-entries", params={"limit": 100, "target_id": made["id"]}
    )
    verbs = {entry["action"].rpartition(".")[2] for entry in page["items"]}
    assert {"created", "analysed", "scheduled", "applied", "rolled_back"} <= verbs


async def test_money_for_a_void_charge_unlocks_nothing_and_a_restart_charges_nothing_twice(
    house: House, ada: Person, platform: Platform, till: Till
) -> None:
    seat = await ada.create_workspace("Void")
    made = await quote(seat, plan="professional", features=FEATURES)
    first = await confirm(seat, "checkout", made)
    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start)
    house.move_clock(61)
    assert (await confirm(seat, "checkout", made))["charge"]["id"] == first["charge"]["id"]
    await later(house, timedelta(hours=25).total_seconds(), ada)
    await reaches(seat, "free")
    await till.takes(first["charge"]["id"], 300)
    second = await confirm(seat, "checkout", await quote(seat, plan="professional", features=FEATURES))
    await till.takes(second["charge"]["id"], 299)
    assert (await entitled(seat))["features"] == []
    await till.takes(second["charge"]["id"], 300)
    await reaches(seat, "active")
    states = {c["id"]: c["state"] for c in succeed(await seat.get(f"{WORKSPACE}/charges"))["items"]}
    assert states == {first["charge"]["id"]: "void", second["charge"]["id"]: "paid"}
