"""Bringing others (workspace.md, scenario 20); what finance would say is put into the inbox (`till`)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.e2e.till import Till

from mewayz_testing.house import House
from mewayz_testing.people import WORKSPACE, Platform, Seat, succeed


async def attributions(seat: Seat) -> list[Any]:
    return list(succeed(await seat.get(f"{WORKSPACE}/attributions"))["items"])


async def test_an_invited_friend_signs_up_by_the_code_and_is_attributed(platform: Platform) -> None:
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Ada")
    friend = f"friend-{uuid4().hex[:8]}@example.com"
    body = {"emails": [friend, "nonsense"], "message": "Have a look"}
    sent = succeed(await seat.post(f"{WORKSPACE}/referral-invites", json=body, headers={"idempotency-key": "one"}))
    assert (sent["sent"], sent["failed"]) == (1, 1)
    code = (await platform.link_in_mail(friend, "register")).partition("ref=")[2]
    shown = succeed(await platform.request("GET", f"{WORKSPACE}/public/referral-codes/{code}"))
    assert shown["invited_by"] == "Ada"
    await platform.newcomer("Friend", email=friend, referral_code=code)

    async def attributed() -> Any:
        return await attributions(seat)

    [row] = await platform.until(attributed, "an attribution")
    assert (row["state"], row["code"], row["name"]) == ("attributed", code, "Friend")
    [invite] = succeed(await seat.get(f"{WORKSPACE}/referral-invites"))["items"]
    assert invite["state"] == "joined"
    assert succeed(await seat.get(f"{WORKSPACE}/rewards"))["items"] == []


async def test_a_first_payment_earns_what_the_program_says_once_and_after_the_hold(
    platform: Platform, house: House
) -> None:
    till, ada = Till(house), await platform.newcomer("Ada")
    seat = await ada.create_workspace("Ada")
    code = succeed(await seat.post(f"{WORKSPACE}/referral-codes", json={}))["code"]
    friend = await platform.newcomer("Friend", referral_code=code)

    async def attributed() -> Any:
        return await attributions(seat)

    await platform.until(attributed, "an attribution")
    theirs = await friend.create_workspace("Friends")
    quote = succeed(await theirs.post(f"{WORKSPACE}/quotes", json={"plan": "free", "bundles": ["creator"]}))
    done = succeed(await theirs.post(f"{WORKSPACE}/subscription/checkout", json={"quote_id": quote["id"]}))
    assert await rewards(seat) == {}, "nothing is earned before it is paid"
    charge = done["charge"]
    paid = charge["total"]["amount"]
    programs = await (await platform.admin()).must("GET", f"{WORKSPACE}/admin/referral-programs")
    [program] = [row for row in programs["items"] if row["kind"] == "platform" and row["active"]]
    expected = {
        rule["key"]: rule["amount"]["amount"] if rule["amount"] else paid * rule["share_bp"] // 10_000
        for rule in program["rules"]
    }
    payment = await till.takes(charge["id"], paid, workspace=theirs.id)
    for _ in range(2):
        await till.takes(charge["id"], paid, payment_id=payment, workspace=theirs.id)

    async def pending() -> bool:
        found = await rewards(seat)
        return {key: row["amount"]["amount"] for key, row in found.items()} == expected

    await platform.until(pending, "what the payment earned")
    assert {row["state"] for row in (await rewards(seat)).values()} == {"pending"}
    [row] = await attributions(seat)
    assert row["state"] == "qualified"
    house.move_clock(timedelta(days=program["hold_days"], hours=2).total_seconds())
    await ada.sign_in()

    async def all_are(state: str) -> bool:
        return {row["state"] for row in (await rewards(seat)).values()} == {state}

    await platform.until(lambda: all_are("approved"), "the end of the hold")
    for reward in (await rewards(seat)).values():
        credit = {"id": str(uuid4()), "source": "reward", "source_ref": reward["id"]}
        await till.says("finance.wallet.credited.v1", credit, workspace=seat.id)
    await platform.until(lambda: all_are("booked"), "credits of finance in the books")


async def rewards(seat: Seat) -> dict[str, Any]:
    """By the rule that made them."""
    items = succeed(await seat.get(f"{WORKSPACE}/rewards"))["items"]
    assert len({row["rule"] for row in items}) == len(items)
    return {row["rule"]: row for row in items}


async def test_ones_own_code_brings_nothing(platform: Platform) -> None:
    address = f"ada-{uuid4().hex[:8]}@example.com"
    ada = await platform.newcomer("Ada", email=address)
    seat = await ada.create_workspace("Ada")
    code = succeed(await seat.post(f"{WORKSPACE}/referral-codes", json={}))["code"]
    await platform.newcomer("Again", email=address.replace("@", "+again@"), referral_code=code)

    async def looked_at() -> Any:
        return await attributions(seat)

    [row] = await platform.until(looked_at, "a refused attribution")
    assert row["state"] == "rejected"


async def test_an_affiliate_is_admitted_by_staff(platform: Platform) -> None:
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Ada")
    url = f"{WORKSPACE}/affiliates"
    applied = await ada.must("POST", f"{url}/apply", json={"payout_workspace_id": seat.id})
    refused = await seat.post(f"{WORKSPACE}/affiliate-links", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_an_affiliate")
    admin = await platform.admin()
    decision = f"{WORKSPACE}/admin/affiliates/{applied['id']}/approve"
    assert (await admin.must("POST", decision, json={"reason": "welcome"}))["state"] == "approved"
    link = succeed(await seat.post(f"{WORKSPACE}/affiliate-links", json={"label": "Blog"}))
    assert link["url"].endswith(f"?ref={link['code']}")
    assert (await ada.request("POST", decision, json={"reason": "mine"})).status_code == 403
