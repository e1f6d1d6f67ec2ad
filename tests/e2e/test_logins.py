"""The ways in, as people use them: sessions, second factors, passkeys, resets and changes of the address."""

import asyncio
import re
from typing import Any

import pytest

from mewayz_testing.authenticator import Authenticator
from mewayz_testing.house import House
from mewayz_testing.people import IDENTITY, PROMPT, WORKSPACE, Person, Platform, Seat, succeed

PUBLIC = f"{IDENTITY}/public"


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


async def refresh(person: Person, token: str) -> Any:
    """The answer to a refresh token."""
    return await person.platform.request("POST", f"{PUBLIC}/tokens/refresh", json={"refresh_token": token})


async def log_in(person: Person, **fields: Any) -> Any:
    """The answer to address and password."""
    body = {"email": person.email, "password": person.password, "client": "native"} | fields
    return await person.platform.request("POST", f"{PUBLIC}/logins", json=body)


async def token_in_mail(platform: Platform, to: str, path: str) -> str:
    """The token of the newest mailed link to one of our pages."""
    link = await platform.link_in_mail(to, path)
    found = re.search(r"token=([\w-]+)", link)
    assert found is not None
    return found[1]


async def test_two_parallel_refreshes_get_the_same_successor_and_a_thief_ends_one_session(
    house: House, platform: Platform, ada: Person
) -> None:
    other = Person(platform, ada.email, ada.name)
    await other.sign_in()
    answers = await asyncio.gather(*(refresh(ada, ada.refresh_token) for _ in range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    [successor] = {answer.json()["refresh_token"] for answer in answers}
    house.move_clock(21)
    reused = await refresh(ada, ada.refresh_token)
    assert (reused.status_code, reused.json()["code"]) == (401, "refresh_reused")
    assert (await refresh(ada, successor)).status_code == 401
    await platform.found_in_mail(ada.email, "(used twice)")
    kept = await refresh(other, other.refresh_token)
    assert kept.status_code == 200, "another device keeps working"
    other.keep(kept.json())
    events = (await other.must("GET", f"{IDENTITY}/security-events", params={"action": "refresh.reused"}))["items"]
    assert len(events) == 1


async def test_a_session_ended_from_another_one_is_refused_at_once(platform: Platform, ada: Person) -> None:
    others = [Person(platform, ada.email, ada.name) for _ in range(2)]
    for other in others:
        await other.sign_in()
    shown = (await others[0].must("GET", f"{IDENTITY}/sessions"))["items"]
    [own] = [session["id"] for session in shown if session["current"]]
    assert (await ada.request("DELETE", f"{IDENTITY}/sessions/{own}")).status_code == 204
    assert (await refresh(others[0], others[0].refresh_token)).status_code == 401

    async def refused() -> bool:
        return (await others[0].request("GET", f"{IDENTITY}/me")).status_code == 401

    await asyncio.wait_for(platform.until(refused, "a refusal"), timeout=PROMPT)
    await ada.must("POST", f"{IDENTITY}/sessions/revoke-others")
    assert len((await ada.must("GET", f"{IDENTITY}/sessions"))["items"]) == 1


async def test_wrong_and_unknown_look_the_same_and_the_counter_opens_by_itself(
    house: House, platform: Platform, ada: Person
) -> None:
    wrong = await log_in(ada, password="not the password")
    unknown = await log_in(ada, email="nobody-at-all@example.com")
    bodies = [answer.json() for answer in (wrong, unknown)]
    for body in bodies:
        del body["request_id"]
    assert bodies[0] == bodies[1]
    for _ in range(9):
        await log_in(ada, password="not the password")
    limited = await log_in(ada)
    assert (limited.status_code, limited.json()["code"]) == (429, "too_many_attempts")
    assert int(limited.headers["retry-after"]) <= 900
    house.move_clock(901)
    assert (await log_in(ada)).status_code == 200


async def test_a_code_of_the_authenticator_works_once_and_recovery_codes_run_out(
    house: House, platform: Platform, ada: Person
) -> None:
    pending = await ada.must("POST", f"{IDENTITY}/totp-credentials", json={})
    assert "access_token" in (await log_in(ada)).json(), "a pending secret protects nothing"
    await ada.request("DELETE", f"{IDENTITY}/totp-credentials/{pending['id']}")
    await ada.enrol_totp()
    house.move_clock(60)
    one = (await log_in(ada)).json()
    body = {"email": ada.email, "password": ada.password}
    elsewhere = {"user-agent": "another browser"}
    two = succeed(await platform.request("POST", f"{PUBLIC}/logins", json=body, headers=elsewhere))
    assert one["status"] == "mfa_required"
    assert ada.totp is not None
    code = {"code": ada.totp.at(platform.now())}
    done = await platform.request("POST", f"{PUBLIC}/logins/{one['challenge']}/verify", json=code)
    ada.keep(succeed(done))
    again = await platform.request("POST", f"{PUBLIC}/logins/{two['challenge']}/verify", json=code)
    assert again.status_code == 401
    old = ada.recovery_codes
    new = (await ada.must("POST", f"{IDENTITY}/recovery-codes/regenerate"))["recovery_codes"]
    for number, recovery in enumerate([old[0], *new[:7]]):
        challenge = (await log_in(ada)).json()["challenge"]
        body = {"factor": "recovery_code", "code": recovery}
        answer = await platform.request("POST", f"{PUBLIC}/logins/{challenge}/verify", json=body)
        assert answer.status_code == (200 if number else 401), "regenerating voids the codes of before"
    assert answer.json()["user"]["mfa"]["recovery_codes_low"] is True


async def test_a_passkey_signs_in_through_the_gateway_without_an_address(
    house: House, platform: Platform, ada: Person
) -> None:
    phone = Authenticator()
    options = await ada.must("POST", f"{IDENTITY}/passkeys/options")
    body = {"flow": options["flow"], "credential": phone.create(options["public_key"], origin=house.url)}
    added = await ada.must("POST", f"{IDENTITY}/passkeys", json=body | {"name": "Phone"})
    renamed = await ada.must("PATCH", f"{IDENTITY}/passkeys/{added['id']}", json={"name": "Blue phone"})
    assert renamed["name"] == "Blue phone"
    asked = succeed(await platform.request("POST", f"{PUBLIC}/passkeys/options"))
    proof = {"flow": asked["flow"], "credential": phone.get(asked["public_key"], origin=house.url), "client": "native"}
    signed_in = succeed(await platform.request("POST", f"{PUBLIC}/passkeys/logins", json=proof))
    assert signed_in["user"]["id"] == ada.id
    question = (await log_in(ada)).json()
    assert question["factors"] == ["passkey", "recovery_code"], "and it is a second factor for the password"
    second = {"factor": "passkey", "credential": phone.get(question["passkey"], origin=house.url)}
    ada.keep(succeed(await platform.request("POST", f"{PUBLIC}/logins/{question['challenge']}/verify", json=second)))
    assert (await ada.request("DELETE", f"{IDENTITY}/passkeys/{added['id']}")).status_code == 204
    assert "access_token" in (await log_in(ada)).json()


async def test_codes_by_mail_are_a_second_factor(platform: Platform, ada: Person) -> None:
    await ada.must("POST", f"{IDENTITY}/email-factors")
    question = (await log_in(ada)).json()
    assert question["factors"] == ["email_code", "recovery_code"]
    one = f"{PUBLIC}/logins/{question['challenge']}"
    succeed(await platform.request("POST", f"{one}/send-code"))
    code = await platform.found_in_mail(ada.email, r"sign-in code is (\d{6})")
    body = {"factor": "email_code", "code": code}
    assert succeed(await platform.request("POST", f"{one}/verify", json=body))["user"]["id"] == ada.id


async def test_a_reset_link_works_once_ends_all_sessions_and_skips_no_second_factor(
    platform: Platform, ada: Person
) -> None:
    await ada.enrol_totp()
    for email in (ada.email, "nobody-at-all@example.com"):
        answer = await platform.request("POST", f"{PUBLIC}/password-resets", json={"email": email})
        assert answer.status_code == 202
    token = await token_in_mail(platform, ada.email, "reset-password")
    body = {"token": token, "password": "another good passphrase"}
    confirmed = await platform.request("POST", f"{PUBLIC}/password-resets/confirm", json=body)
    assert confirmed.status_code == 204, confirmed.text
    again = await platform.request("POST", f"{PUBLIC}/password-resets/confirm", json=body)
    assert again.status_code == 410
    assert (await refresh(ada, ada.refresh_token)).status_code == 401
    ada.password = "another good passphrase"
    assert (await log_in(ada)).json()["status"] == "mfa_required"


async def test_a_changed_address_is_taken_back_by_the_former_one(platform: Platform, ada: Person) -> None:
    former, wanted = ada.email, f"new-{ada.email}"
    flow = (await ada.must("POST", f"{IDENTITY}/me/change-email", json={"email": wanted}))["flow"]
    assert (await ada.must("GET", f"{IDENTITY}/me"))["email"] == former
    code = await platform.code_in_mail(wanted)
    await ada.must("POST", f"{IDENTITY}/me/change-email/confirm", json={"flow": flow, "code": code})
    assert (await ada.must("GET", f"{IDENTITY}/me"))["email"] == wanted
    token = await token_in_mail(platform, former, "undo-email-change")
    undone = await platform.request("POST", f"{PUBLIC}/email-changes/undo", json={"token": token})
    assert undone.status_code == 204, undone.text
    assert (await refresh(ada, ada.refresh_token)).status_code == 401
    ada.access_token = ""
    await ada.sign_in()
    assert (await ada.must("GET", f"{IDENTITY}/me"))["email"] == former


async def test_sensitive_changes_need_a_proof_of_the_last_ten_minutes(house: House, ada: Person) -> None:
    house.move_clock(660)
    change = {"current_password": ada.password, "new_password": "another good passphrase"}
    stale = await ada.request("POST", f"{IDENTITY}/me/change-password", json=change)
    assert (stale.status_code, stale.json()["code"]) == (403, "step_up_required")
    fresh = await ada.must("POST", f"{IDENTITY}/step-ups", json={"password": ada.password})
    ada.access_token = fresh["access_token"]
    assert (await ada.request("POST", f"{IDENTITY}/me/change-password", json=change)).status_code == 204
    ada.password = change["new_password"]
    await ada.enrol_totp()
    refused = await ada.request("POST", f"{IDENTITY}/step-ups", json={"password": ada.password})
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")


async def test_a_workspace_can_demand_a_second_factor(platform: Platform, ada: Person) -> None:
    seat = await ada.create_workspace("Careful")
    bob = await platform.newcomer("Bob")
    member = await bob.join(seat, role="viewer")
    await ada.enrol_totp()
    own = Seat(ada, seat.id)
    succeed(await own.patch("/api/v1/workspace/workspaces/current", json={"require_mfa": True}))

    async def demanded() -> bool:
        answer = await member.get("/api/v1/workspace/members")
        return answer.status_code == 403 and answer.json()["code"] == "mfa_required_by_workspace"

    await platform.until(demanded, "a refusal of somebody without a second factor")

    async def told() -> bool:
        return bool((await bob.must("GET", f"{IDENTITY}/me"))["mfa"]["required"])

    await platform.until(told, "a demand in the member's own account")
    await bob.enrol_totp()
    assert (await member.get("/api/v1/workspace/members")).status_code == 200
    [held] = (await bob.must("GET", f"{IDENTITY}/totp-credentials"))["items"]
    one = f"{IDENTITY}/totp-credentials/{held['id']}"
    refused = await bob.request("DELETE", one)
    assert (refused.status_code, refused.json()["code"]) == (409, "mfa_required")
    succeed(await own.patch("/api/v1/workspace/workspaces/current", json={"require_mfa": False}))

    async def free() -> bool:
        return not await told()

    await platform.until(free, "the end of the demand")
    assert (await bob.request("DELETE", one)).status_code == 204


async def test_the_platform_can_demand_a_second_factor_of_everybody(platform: Platform, ada: Person) -> None:
    seat, admin = await ada.create_workspace("Acme"), await platform.admin()
    members, settings = f"{WORKSPACE}/members", f"{IDENTITY}/admin/settings"
    await admin.sign_in()
    await admin.must("PATCH", settings, json={"mfa_required_of": "everybody"})
    try:

        async def held() -> bool:
            await ada.sign_in()
            answer = await seat.get(members)
            return answer.status_code == 403 and answer.json()["code"] == "mfa_enrolment_required"

        await platform.until(held, "a refusal of somebody without a second factor")
        mfa = (await ada.must("GET", f"{IDENTITY}/me"))["mfa"]
        assert (mfa["enrolled"], mfa["required"]) == (False, True)
        assert (await admin.must("GET", f"{PUBLIC}/auth-options"))["mfa_required"] is True
        await ada.enrol_totp()
        assert (await seat.get(members)).status_code == 200
        [kept] = (await ada.must("GET", f"{IDENTITY}/totp-credentials"))["items"]
        refused = await ada.request("DELETE", f"{IDENTITY}/totp-credentials/{kept['id']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "mfa_required")
    finally:
        await admin.must("PATCH", settings, json={"mfa_required_of": None})

    async def free() -> bool:
        return not (await ada.must("GET", f"{IDENTITY}/me"))["mfa"]["required"]

    await platform.until(free, "the end of the demand")
    bob = await platform.newcomer("Bob")
    assert (await (await bob.create_workspace("Free")).get(members)).status_code == 200
