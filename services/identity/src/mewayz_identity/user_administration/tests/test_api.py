"""What staff does for accounts."""

from typing import Any

from mewayz_kit.ids import new_id

URL = "/api/v1/identity/admin/users"


async def staff_of(house: Any) -> Any:
    founder = await house.founder()
    return await house.staff(founder.tokens["access_token"])


async def test_users_are_found_and_shown(house: Any) -> None:
    staff, person = await staff_of(house), await house.verified("ada@example.com")
    await person.enrol_totp()
    found = (await staff.get(URL, params={"q": "ada example"})).json()["items"]
    assert [item["email"] for item in found] == ["ada@example.com"]
    assert (found[0]["mfa_enrolled"], found[0]["living_sessions"], found[0]["staff_role"]) == (True, 1, None)
    assert (await staff.get(f"{URL}/{person.id}")).json() == found[0]
    assert (await staff.get(f"{URL}/{new_id()}")).status_code == 404
    assert (await staff.get(URL, params={"status": "disabled"})).json()["items"] == []


async def test_disabling_ends_sessions_and_enabling_does_not_revive_them(house: Any) -> None:
    staff, person = await staff_of(house), await house.verified()
    wrong = await staff.post(f"{URL}/{person.id}/disable", json={"confirm": "other@example.com", "reason": "abuse"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/confirm")
    body = {"confirm": person.email.upper(), "reason": "abuse"}
    assert (await staff.post(f"{URL}/{person.id}/disable", json=body)).json()["status"] == "disabled"
    again = await staff.post(f"{URL}/{person.id}/disable", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert (await person.refresh()).json()["code"] == "session_ended"
    refused = await house.login(person)
    assert (refused.status_code, refused.json()["code"]) == (403, "account_disabled")
    assert (await house.login(person, password="wrong wrong")).status_code == 401, "only who knows it is told"
    assert [e.data["status"] for e in await house.bench.published("identity.user.disabled.v1")] == ["disabled"]

    enabled = await staff.post(f"{URL}/{person.id}/enable", json={"reason": "was a mistake"})
    assert enabled.json()["status"] == "active"
    assert (await person.refresh()).json()["code"] == "session_ended"
    assert (await house.login(person)).status_code == 200
    log = (await (await person.client()).get("/api/v1/identity/security-events")).json()["items"]
    [entry] = [item for item in log if item["action"] == "user.disabled"]
    assert entry["details"]["reason"] == "abuse"
    assert entry["actor_id"] != person.id


async def test_a_pending_user_comes_back_pending(house: Any) -> None:
    staff, person = await staff_of(house), await house.register()
    await staff.post(f"{URL}/{person.id}/disable", json={"confirm": person.email, "reason": "abuse"})
    enabled = await staff.post(f"{URL}/{person.id}/enable", json={"reason": "mistake"})
    assert enabled.json()["status"] == "pending"
    verified = await staff.post(f"{URL}/{person.id}/verify-email", json={"reason": "by phone"})
    assert verified.json()["status"] == "active"


async def test_resetting_the_second_factor(house: Any) -> None:
    staff, person = await staff_of(house), await house.verified()
    await person.enrol_totp()
    body = {"confirm": person.email, "reason": "lost the phone"}
    assert (await staff.post(f"{URL}/{person.id}/reset-mfa", json=body)).json()["mfa_enrolled"] is False
    assert (await person.refresh()).json()["code"] == "session_ended"
    assert (await house.login(person)).json()["user"]["mfa"]["enrolled"] is False
    changes = [mail["data"]["change"] for mail in await house.mails(person.email, "mfa_changed")]
    assert changes == ["totp_added", "mfa_reset"]


async def test_support_cannot_reset_staff(house: Any) -> None:
    founder = await house.founder()
    support = house.bench.staff(permissions=["platform.*:read", "platform.users:reset_mfa"])
    body = {"confirm": founder.email, "reason": "take over"}
    assert (await support.post(f"{URL}/{founder.id}/reset-mfa", json=body)).status_code == 403
    assert (await (await founder.client()).get("/api/v1/identity/me")).json()["mfa"]["enrolled"] is True


async def test_signing_somebody_out_everywhere(house: Any) -> None:
    staff, person = await staff_of(house), await house.register()
    await house.login(person)
    answer = await staff.post(f"{URL}/{person.id}/revoke-sessions", json={"reason": "asked for"})
    assert answer.json() == {"revoked": 2}
    assert (await person.refresh()).status_code == 401


async def test_tenants_get_nothing_here(house: Any) -> None:
    person = await house.register()
    owner = house.bench.member(await house.bench.workspace(), permissions=["*:*"])
    events = len(await house.bench.published())
    for client in (owner, await person.client()):
        assert (await client.get(URL)).status_code == 403
        answer = await client.post(f"{URL}/{person.id}/revoke-sessions", json={"reason": "evil"})
        assert answer.status_code == 403
    assert len(await house.bench.published()) == events
    log = "/api/v1/identity/admin/security-events"
    assert (await owner.get(log)).status_code == 403
    staff = await staff_of(house)
    items = (await staff.get(log, params={"action": "registered"})).json()["items"]
    assert [item["user_id"] for item in items] == [person.id]
