"""The team of a workspace in a running house (workspace.md, scenarios 4 to 8)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2

from mewayz_testing.house import House
from mewayz_testing.people import WORKSPACE, Person, Platform, Seat, succeed
from mewayz_testing.race import race

CRM = "/api/v1/crm"


async def founded(platform: Platform, seats: int = 20) -> Seat:
    """An owner in a workspace with room for others."""
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Team", features=["contacts"])
    await platform.give(seat, workspace__members=seats)
    return seat


async def invite(seat: Seat, email: str, role: str = "editor") -> httpx2.Response:
    body = {"email": email, "role": role}
    return await seat.post(f"{WORKSPACE}/invitations", json=body, headers={"idempotency-key": uuid4().hex})


async def token_of(platform: Platform, email: str) -> str:
    return (await platform.link_in_mail(email, "invitation")).rpartition("/")[2]


async def accept(person: Person, token: str) -> httpx2.Response:
    return await person.request("POST", f"{WORKSPACE}/invitations/accept", json={"token": token})


def said(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def test_only_the_invited_and_proven_address_opens_an_invitation(platform: Platform) -> None:
    seat = await founded(platform)
    address = f"bob-{uuid4().hex[:8]}@example.com"
    succeed(await invite(seat, address))
    token = await token_of(platform, address)
    eve = await platform.newcomer("Eve")
    assert said(await accept(eve, token)) == (403, "invitation_other_email")
    bob = await platform.newcomer("Bob", email=address, verify=False)
    assert said(await accept(bob, token)) == (403, "email_not_verified")
    await bob.prove_address()
    answers = await race(lambda _number: accept(bob, token), callers=2)
    assert [answer.status_code for answer in answers if not isinstance(answer, BaseException)] == [200, 200]
    members = succeed(await seat.get(f"{WORKSPACE}/members", params={"count": "true"}))
    assert members["total"] == 2
    assert said(await invite(seat, address)) == (409, "already_member")
    assert sum("/invitations/" in mail for mail in await platform.mails(address)) == 1


async def test_ended_links_say_so(platform: Platform, house: House) -> None:
    seat = await founded(platform)
    bob = await platform.newcomer("Bob")
    succeed(await invite(seat, bob.email))
    first = await token_of(platform, bob.email)
    second_row = succeed(await invite(seat, bob.email, "viewer"))
    assert said(await accept(bob, first)) == (410, "invitation_superseded")

    async def newer() -> Any:
        token = await token_of(platform, bob.email)
        return token if token != first else None

    second = await platform.until(newer, "the second mail")
    succeed(await seat.post(f"{WORKSPACE}/invitations/{second_row['id']}/cancel"))
    assert said(await accept(bob, second)) == (410, "invitation_cancelled")
    rows = [{"email": f"guest{number}-{uuid4().hex[:6]}@example.com", "role": "viewer"} for number in range(97)]
    rows[5:5] = [{"email": "nobody", "role": "viewer"}, {"email": "x@example.com", "role": "king"}]
    rows.append({"email": seat.person.email, "role": "viewer"})
    url = f"{WORKSPACE}/invitation-batches"
    batch = succeed(await seat.post(url, json={"invitations": rows}, headers={"idempotency-key": "batch"}))
    assert (batch["sent"], batch["failed"]) == (97, 3)
    assert [row["code"] for row in batch["results"] if row["status"] == "failed"] == [
        "validation_failed",
        "validation_failed",
        "already_member",
    ]


async def test_a_declined_and_a_forgotten_link_say_so_and_do_nothing(platform: Platform, house: House) -> None:
    seat = await founded(platform)
    bob, cid = await platform.newcomer("Bob"), await platform.newcomer("Cid")
    links = []
    for guest in (bob, cid):
        succeed(await invite(seat, guest.email))
        links.append(await platform.link_in_mail(guest.email, "invitation"))
    tokens = [link.rpartition("/")[2] for link in links]
    no, forgotten = (f"{WORKSPACE}/public/invitations/{token}" for token in tokens)
    assert succeed(await platform.request("POST", f"{no}/decline")) == {"state": "declined"}
    assert said(await platform.request("POST", f"{no}/decline")) == (410, "invitation_declined")
    assert said(await accept(bob, tokens[0])) == (410, "invitation_declined")
    await platform.found_in_mail(seat.person.email, "(declined)")
    house.move_clock(timedelta(days=7, minutes=1).total_seconds())
    for person in (seat.person, cid):
        await person.sign_in()
    assert said(await accept(cid, tokens[1])) == (410, "invitation_expired")
    assert said(await platform.request("POST", f"{forgotten}/decline")) == (410, "invitation_expired")
    assert succeed(await seat.get(f"{WORKSPACE}/members", params={"count": "true"}))["total"] == 1

    async def ended() -> bool:
        page = succeed(await seat.get(f"{WORKSPACE}/invitations"))
        return {row["email"]: row["state"] for row in page["items"]} == {bob.email: "declined", cid.email: "expired"}

    await platform.until(ended, "an expired invitation in the list")
    succeed(await invite(seat, cid.email))
    fresh = await platform.link_in_mail(cid.email, "invitation", besides=links[1])
    assert said(await accept(cid, fresh.rpartition("/")[2])) == (200, "")


async def test_a_role_and_a_removal_count_at_once_and_an_owner_stays(platform: Platform) -> None:
    seat = await founded(platform)
    bob = await platform.newcomer("Bob")
    theirs = await bob.join(seat, role="editor")
    company = succeed(await theirs.post(f"{CRM}/companies", json={"name": "Ferrell LLC"}))
    one = f"{CRM}/companies/{company['id']}"
    members = succeed(await seat.get(f"{WORKSPACE}/members"))["items"]
    [member] = [row for row in members if row["user_id"] == bob.id]
    [owner] = [row for row in members if row["role"] == "owner"]
    succeed(await seat.patch(f"{WORKSPACE}/members/{member['id']}", json={"role": "viewer"}))

    async def refused() -> bool:
        return (await theirs.patch(one, json={"name": "Mine"})).status_code == 403

    await platform.until(refused, "a refusal of the viewer")
    assert (await seat.delete(f"{WORKSPACE}/members/{member['id']}")).status_code == 204

    async def gone() -> bool:
        answers = [await theirs.get(one), await theirs.get(f"{WORKSPACE}/members"), await theirs.get(f"{CRM}/deals")]
        return {answer.status_code for answer in answers} == {404}

    await platform.until(gone, "an end of every call")
    for answer in (
        await seat.post(f"{WORKSPACE}/members/leave"),
        await seat.delete(f"{WORKSPACE}/members/{owner['id']}"),
        await seat.post(f"{WORKSPACE}/members/{owner['id']}/suspend"),
        await seat.patch(f"{WORKSPACE}/members/{owner['id']}", json={"role": "admin"}),
    ):
        assert said(answer) == (409, "last_owner")


async def test_nobody_grants_what_they_lack(platform: Platform) -> None:
    seat = await founded(platform)
    admin = await (await platform.newcomer("Bob")).join(seat, role="admin")
    role = {"key": "treasurer", "name": "Treasurer", "permissions": ["workspace.subscription:write"]}
    assert said(await admin.post(f"{WORKSPACE}/roles", json=role)) == (403, "permission_escalation")
    keys = [row["key"] for row in succeed(await seat.get(f"{WORKSPACE}/roles"))["items"]]
    assert "treasurer" not in keys
    succeed(await seat.post(f"{WORKSPACE}/roles", json=role))
    address = f"eve-{uuid4().hex[:8]}@example.com"
    assert said(await invite(admin, address, "treasurer")) == (403, "permission_escalation")
    batch = {"invitations": [{"email": address, "role": "treasurer"}]}
    headers = {"idempotency-key": uuid4().hex}
    sent = succeed(await admin.post(f"{WORKSPACE}/invitation-batches", json=batch, headers=headers))
    assert (sent["sent"], sent["results"][0]["code"]) == (0, "permission_escalation")
    assert succeed(await seat.get(f"{WORKSPACE}/invitations", params={"state": "pending"}))["items"] == []
    assert await platform.mails(address) == []


async def test_the_last_seat_is_given_once(platform: Platform) -> None:
    ada = await platform.newcomer("Ada")
    seat = await ada.create_workspace("Full")
    await (await platform.newcomer("Bob")).join(seat, role="viewer")
    guests = [await platform.newcomer(f"Guest{number}") for number in range(6)]
    tokens = []
    for guest in guests:
        succeed(await invite(seat, guest.email, "viewer"))
        tokens.append(await token_of(platform, guest.email))
    answers = await race(lambda number: accept(guests[number], tokens[number]), callers=6)
    statuses = sorted(answer.status_code for answer in answers if not isinstance(answer, BaseException))
    assert statuses == [200, 402, 402, 402, 402, 402]
    refused = next(a for a in answers if not isinstance(a, BaseException) and a.status_code == 402).json()
    assert (refused["metric"], refused["used"], refused["limit"]) == ("workspace.members", 3, 3)
