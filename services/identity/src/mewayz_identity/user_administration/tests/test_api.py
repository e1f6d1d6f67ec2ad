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
    body = {"confirm": person.email, "reason": "asked for"}
    assert (await staff.post(f"{URL}/{person.id}/revoke-sessions", json=body)).json() == {"revoked": 2}
    assert (await person.refresh()).status_code == 401


async def test_what_takes_something_away_wants_a_fresh_proof_and_the_address(house: Any) -> None:
    person, staff = await house.verified(), house.bench.staff()
    stale = house.bench.staff(auth_time=int(house.bench.clock.now().timestamp()) - 660)
    events, one = len(await house.bench.published()), f"{URL}/{person.id}"
    right = {"confirm": person.email, "reason": "asked for"}
    for action in ("disable", "reset-mfa", "force-password-change", "revoke-sessions", ""):

        async def act(client: Any, given: dict[str, str], action: str = action) -> Any:
            if not action:
                return await client.delete(one, params=given)
            return await client.post(f"{one}/{action}", json=given)

        late = await act(stale, right)
        assert (late.status_code, late.json()["code"]) == (403, "step_up_required"), action
        unsaid = await act(staff, {"reason": "asked for"})
        assert unsaid.status_code == (422 if action else 400), f"{action}: a query is malformed, a body unprocessable"
        assert (await act(staff, right | {"confirm": "other@example.com"})).status_code == 422, action
    unsure = {"action": "revoke_sessions", "reason": "asked for", "users": [{"user_id": person.id}]}
    assert (await staff.post(f"{URL}/bulk", json=unsure)).json()["items"][0]["status"] == 422
    assert len(await house.bench.published()) == events
    assert (await person.refresh()).status_code == 200


async def test_tenants_get_nothing_here(house: Any) -> None:
    person = await house.register()
    owner = house.bench.member(await house.bench.workspace(), permissions=["*:*"])
    events = len(await house.bench.published())
    for client in (owner, await person.client()):
        assert (await client.get(URL)).status_code == 403
        body = {"confirm": person.email, "reason": "evil"}
        answer = await client.post(f"{URL}/{person.id}/revoke-sessions", json=body)
        assert answer.status_code == 403
    assert len(await house.bench.published()) == events
    log = "/api/v1/identity/admin/security-events"
    assert (await owner.get(log)).status_code == 403
    staff = await staff_of(house)
    items = (await staff.get(log, params={"action": "registered"})).json()["items"]
    assert [item["user_id"] for item in items] == [person.id]


async def test_staff_makes_edits_and_finds_people(house: Any) -> None:
    staff = house.bench.staff()
    body = {"email": "new@example.com", "name": "New", "segments": ["beta"], "notes": "met at the fair"}
    made = await staff.post(URL, json=body)
    assert made.status_code == 201, made.text
    assert (made.json()["status"], made.json()["password_scheme"]) == ("pending", None)
    assert (await staff.post(URL, json=body | {"password_hash": None})).json()["code"] == "email_taken"
    assert (await staff.post(URL, json=body | {"password_hash": "plain"})).status_code == 422
    one = f"{URL}/{made.json()['id']}"
    patch = {"name": "Newer", "flags": {"vip": True}, "segments": ["beta", "press"], "username": "newer"}
    edited = (await staff.patch(one, json=patch)).json()
    assert (edited["name"], edited["flags"], edited["segments"]) == ("Newer", {"vip": True}, ["beta", "press"])
    assert edited["notes"] == "met at the fair"
    assert (await staff.patch(one, json={"email": "x@example.com"})).status_code == 422
    found = (await staff.get(URL, params={"segment": "press"})).json()["items"]
    assert [item["id"] for item in found] == [made.json()["id"]]
    assert "met at the fair" not in str([e.data for e in await house.bench.published()])
    assert len(await house.mails("new@example.com", "notification")) == 1


async def test_a_forced_password_change(house: Any) -> None:
    staff, person = await staff_of(house), await house.verified()
    body = {"confirm": person.email, "reason": "found in a leak"}
    assert (await staff.post(f"{URL}/{person.id}/force-password-change", json=body)).status_code == 200
    assert (await person.refresh()).json()["code"] == "session_ended"
    refused = await house.login(person)
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    assert (await house.login(person, password="wrong wrong")).status_code == 401, "only who knows it is told"
    token = await house.mailed_token(person.email, "notification")
    confirm = "/api/v1/identity/public/password-resets/confirm"
    same = await house.visitor.post(confirm, json={"token": token, "password": person.password})
    assert same.json()["errors"][0]["code"] == "password_reused"
    fresh = "quite another battery"
    assert (await house.visitor.post(confirm, json={"token": token, "password": fresh})).status_code == 204
    assert (await house.login(person, password=fresh)).status_code == 200


async def test_many_at_once_each_with_an_outcome(house: Any) -> None:
    staff, ada, grace = await staff_of(house), await house.verified(), await house.verified()
    targets = [
        {"user_id": ada.id, "confirm": ada.email},
        {"user_id": grace.id, "confirm": ada.email},
        {"user_id": str(new_id()), "confirm": "x"},
    ]
    body = {"action": "disable", "reason": "abuse", "users": targets}
    answer = await staff.post(f"{URL}/bulk", json=body)
    assert [item["status"] for item in answer.json()["items"]] == [200, 422, 404]
    assert (await house.login(ada)).json()["code"] == "account_disabled"
    assert (await house.login(grace)).status_code == 200
    assert len(await house.bench.published("identity.user.disabled.v1")) == 1


async def test_staff_schedules_an_erasure_and_the_person_can_cancel(house: Any) -> None:
    staff, person = await staff_of(house), await house.verified()
    wrong = await staff.delete(f"{URL}/{person.id}", params={"confirm": "x@example.com", "reason": "asked by mail"})
    assert wrong.status_code == 422
    answer = await staff.delete(f"{URL}/{person.id}", params={"confirm": person.email, "reason": "asked by mail"})
    assert (answer.status_code, answer.json()["state"], answer.json()["source"]) == (202, "scheduled", "staff")
    own = house.bench.person(person.id)
    cancelled = await own.post(f"/api/v1/identity/erasures/{answer.json()['id']}/cancel")
    assert cancelled.json()["state"] == "cancelled"
    assert (await staff.get(f"{URL}/{person.id}")).json()["status"] == "active"
