"""Bringing others, as far as a house without finance goes (workspace.md, scenario 20); what is paid is in the bench."""

from typing import Any
from uuid import uuid4

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
