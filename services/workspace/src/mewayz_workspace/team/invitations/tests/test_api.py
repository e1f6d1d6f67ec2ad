"""Invitations through their routes and mails."""

from typing import Any

import pytest

from mewayz_testing.race import race, race_statuses

API = "/api/v1/workspace"


async def house(town: Any) -> tuple[Any, Any, Any]:
    """Ada, her workspace, and her credential in it."""
    ada = await town.person("Ada")
    acme = await town.found(ada, "Acme")
    return ada, acme, await town.enter(ada, acme)


async def test_the_mail_leads_to_a_membership(town: Any) -> None:
    _, acme, owner = await house(town)
    answer = await owner.post(
        f"{API}/invitations", json={"email": "Bob@Example.com", "role": "editor", "message": "Come <b>in</b>!"}
    )
    assert answer.status_code == 201, answer.text
    assert "token" not in answer.text
    [mail] = await town.mails("Bob@example.com")
    assert mail.startswith("Subject: Ada invites you to Acme")
    assert "Come <b>in</b>!" in mail
    token = await town.token("Bob@example.com")
    public = town.bench.client()
    shown = (await public.get(f"{API}/public/invitations/{token}")).json()
    assert (shown["workspace_name"], shown["inviter"], shown["role_name"], shown["state"]) == (
        "Acme",
        "Ada",
        "Editor",
        "pending",
    )
    bob = await town.person("Bob", email="bob@example.com")
    accepted = await town.as_person(bob).post(f"{API}/invitations/accept", json={"token": token})
    assert accepted.json() == accepted.json() | {"workspace_id": str(acme), "role": "editor"}
    assert (await town.access(bob, acme)).json()["role"] == "editor"
    stored = (await owner.get(answer.headers["location"])).json()
    assert (stored["state"], stored["accepted_by"]) == ("accepted", str(bob))
    assert [step["what"] for step in stored["events"]] == ["sent", "accepted"]
    again = await owner.post(f"{API}/invitations", json={"email": "bob@example.com", "role": "viewer"})
    assert (again.status_code, again.json()["code"]) == (409, "already_member")
    assert len(await town.mails("bob@example.com")) == 0


async def test_only_the_invited_and_verified_person_can_accept(town: Any) -> None:
    _, acme, owner = await house(town)
    bob = await town.person("Bob", verified=False)
    eve = await town.person("Eve")
    token = await town.invite(owner, "bob@example.com")
    before = await town.counts()

    async def accept(user: Any, **claims: Any) -> Any:
        return await town.as_person(user, **claims).post(f"{API}/invitations/accept", json={"token": token})

    other = await accept(eve)
    assert (other.status_code, other.json()["code"]) == (403, "invitation_other_email")
    unverified = await accept(bob, ev=True)
    assert (unverified.status_code, unverified.json()["code"]) == (403, "email_not_verified")
    town.identity.down = True
    assert (await accept(bob)).status_code == 503
    town.identity.down = False
    assert (await accept(bob)).status_code == 403
    unknown = await town.as_person(bob).post(f"{API}/invitations/accept", json={"token": "x" * 43})
    assert unknown.status_code == 404
    assert await town.counts() == before
    town.identity.people[bob]["email_verified"] = True
    assert (await accept(bob)).status_code == 200
    assert (await town.access(bob, acme)).status_code == 200


async def test_two_clicks_are_one_member_and_one_seat(town: Any) -> None:
    _, _acme, owner = await house(town)
    bob = await town.person("Bob")
    token = await town.invite(owner, "bob@example.com")

    async def click(_number: int) -> Any:
        return await town.as_person(bob).post(f"{API}/invitations/accept", json={"token": token})

    answers = await race(click, callers=5)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["member_id"] for answer in answers}) == 1
    await town.bench.run_until_idle()
    [seats] = [
        event.data["used"]
        for event in await town.bench.published("workspace.usage.recorded.v1")
        if event.data["metric"] == "workspace.members"
    ][-1:]
    assert seats == 2
    assert len(await town.bench.published("workspace.invitation.accepted.v1")) == 1


async def test_inviting_again_and_resending_void_the_older_link(town: Any) -> None:
    _, _, owner = await house(town)
    bob = await town.person("Bob")
    first = await town.invite(owner, "bob@example.com")
    second = await town.invite(owner, "BOB@example.com".lower(), "viewer")
    states = {item["role"]: item["state"] for item in (await owner.get(f"{API}/invitations")).json()["items"]}
    assert states == {"editor": "superseded", "viewer": "pending"}
    [pending] = (await owner.get(f"{API}/invitations", params={"state": "pending"})).json()["items"]
    resent = await owner.post(f"{API}/invitations/{pending['id']}/resend")
    assert resent.json()["resent_count"] == 1
    third = await town.token("bob@example.com")
    person = town.as_person(bob)
    old = await person.post(f"{API}/invitations/accept", json={"token": first})
    assert (old.status_code, old.json()["code"]) == (410, "invitation_superseded")
    assert (await person.post(f"{API}/invitations/accept", json={"token": second})).status_code == 404
    assert (await person.post(f"{API}/invitations/accept", json={"token": third})).json()["role"] == "viewer"


async def test_one_address_has_one_open_invitation(town: Any) -> None:
    _, _, owner = await house(town)

    async def attempt(_number: int) -> object:
        return await owner.post(f"{API}/invitations", json={"email": "bob@example.com", "role": "viewer"})

    statuses = await race_statuses(attempt, callers=5)
    assert set(statuses) <= {201, 409}
    pending = await owner.get(f"{API}/invitations", params={"state": "pending", "count": "true"})
    assert pending.json()["total"] == 1


@pytest.mark.parametrize("ending", ["declined", "cancelled", "expired"])
async def test_ended_links_say_so_and_do_nothing(town: Any, ending: str) -> None:
    _, acme, owner = await house(town)
    bob = await town.person("Bob")
    token = await town.invite(owner, "bob@example.com")
    public = town.bench.client()
    if ending == "declined":
        assert (await public.post(f"{API}/public/invitations/{token}/decline")).json() == {"state": "declined"}
    elif ending == "cancelled":
        [row] = (await owner.get(f"{API}/invitations")).json()["items"]
        assert (await owner.post(f"{API}/invitations/{row['id']}/cancel")).json()["state"] == "cancelled"
        assert (await owner.post(f"{API}/invitations/{row['id']}/resend")).status_code == 409
    else:
        town.bench.clock.advance(days=7, seconds=1)
    answer = await town.as_person(bob).post(f"{API}/invitations/accept", json={"token": token})
    assert (answer.status_code, answer.json()["code"]) == (410, f"invitation_{ending}")
    await town.bench.run_until_idle()
    assert (await public.get(f"{API}/public/invitations/{token}")).json()["state"] == ending
    assert (await public.post(f"{API}/public/invitations/{token}/decline")).status_code == 410
    assert (await town.access(bob, acme)).status_code == 404
    types = [event.type for event in await town.bench.published()]
    if ending != "cancelled":
        assert types.count(f"workspace.invitation.{ending}.v1") == 1


async def test_one_reminder_after_three_days_with_the_same_link(town: Any) -> None:
    _, _, owner = await house(town)
    bob = await town.person("Bob")
    token = await town.invite(owner, "bob@example.com")
    for _ in range(3):
        town.bench.clock.advance(days=1, hours=2)
        await town.bench.run_until_idle()
    mails = await town.mails("bob@example.com")
    assert [mail.startswith("Subject: Reminder") for mail in mails] == [False, True]
    assert token in mails[1]
    assert (await town.as_person(bob).post(f"{API}/invitations/accept", json={"token": token})).status_code == 200


async def test_an_invitation_falls_with_its_inviter(town: Any) -> None:
    _, acme, owner = await house(town)
    await town.grant(acme, workspace__members=10)
    bob, eve, mia = [await town.person(name) for name in ("Bob", "Eve", "Mia")]
    member = await town.join(owner, bob, "admin")
    admin = await town.enter(bob, acme)
    await admin.post(f"{API}/invitations", json={"email": "eve@example.com", "role": "editor"})
    token = await town.token("eve@example.com")
    kept = await town.invite(owner, "mia@example.com")
    await owner.patch(f"{API}/members/{member}", json={"role": "viewer"})
    accept = {"token": token}
    early = await town.as_person(eve).post(f"{API}/invitations/accept", json=accept)
    assert (early.status_code, early.json()["code"]) == (403, "permission_escalation")
    await town.bench.run_until_idle()
    late = await town.as_person(eve).post(f"{API}/invitations/accept", json=accept)
    assert (late.status_code, late.json()["code"]) == (410, "invitation_cancelled")
    assert (await town.as_person(mia).post(f"{API}/invitations/accept", json={"token": kept})).status_code == 200


async def test_a_batch_sends_the_good_rows_and_explains_the_bad_ones(town: Any) -> None:
    _, _, owner = await house(town)
    rows = [{"email": f"g{number}@example.com", "role": "viewer"} for number in range(97)]
    rows[10:10] = [
        {"email": "no address", "role": "viewer"},
        {"email": "x@example.com", "role": "king"},
        {"email": "ada@example.com", "role": "viewer"},
    ]
    answer = await owner.post(f"{API}/invitation-batches", json={"invitations": rows})
    assert answer.status_code == 201, answer.text
    batch = answer.json()
    assert answer.headers["location"] == f"{API}/invitation-batches/{batch['id']}"
    assert (await owner.get(answer.headers["location"])).json() == batch
    assert (batch["sent"], batch["failed"]) == (97, 3)
    assert [result["code"] for result in batch["results"][10:13]] == [
        "validation_failed",
        "validation_failed",
        "already_member",
    ]
    assert len(await town.mails()) == 97
    stored = await owner.get(f"{API}/invitations", params={"batch_id": batch["id"], "count": "true"})
    assert stored.json()["total"] == 97
    too_many = await owner.post(f"{API}/invitation-batches", json={"invitations": rows + rows[:1]})
    assert too_many.status_code == 422


async def test_an_unverified_member_cannot_invite(town: Any) -> None:
    ada, acme, _ = await house(town)
    unverified = await town.enter(ada, acme, ev=False)
    before = await town.counts()
    answer = await unverified.post(f"{API}/invitations", json={"email": "bob@example.com", "role": "viewer"})
    assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")
    assert await town.counts() == before


async def test_invitations_of_another_workspace_are_invisible(town: Any) -> None:
    _, _, owner = await house(town)
    bob = await town.person("Bob")
    stranger = await town.enter(bob, await town.found(bob, "Other"))
    where = (await owner.post(f"{API}/invitations", json={"email": "x@example.com", "role": "viewer"})).headers[
        "location"
    ]
    before = await town.counts()
    assert (await stranger.get(where)).status_code == 404
    assert (await stranger.post(f"{where}/resend")).status_code == 404
    assert (await stranger.post(f"{where}/cancel")).status_code == 404
    assert await town.counts() == before
