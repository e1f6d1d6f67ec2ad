"""Authenticators and recovery codes."""

from typing import Any

import pyotp

URL = "/api/v1/identity"


async def test_the_secret_is_shown_once_and_confirmed_by_its_first_code(house: Any) -> None:
    person = await house.register()
    client = await person.client()
    made = await client.post(f"{URL}/totp-credentials", json={"name": "Phone"})
    assert made.status_code == 201
    enrolment = made.json()
    assert enrolment["otpauth_uri"].startswith("otpauth://totp/Mewayz:")
    assert enrolment["secret"] in enrolment["otpauth_uri"]
    listed = await client.get(f"{URL}/totp-credentials")
    assert enrolment["secret"] not in listed.text
    confirm = f"{URL}/totp-credentials/{enrolment['id']}/confirm"
    assert (await client.post(confirm, json={"code": "000000"})).json()["code"] == "invalid_code"
    totp = pyotp.TOTP(enrolment["secret"])
    body = {"code": totp.at(house.bench.clock.now())}
    done = await client.post(confirm, json=body)
    assert len(set(done.json()["recovery_codes"])) == 10
    again = await client.post(confirm, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    second = await client.post(f"{URL}/totp-credentials", json={})
    assert (second.status_code, second.json()["code"]) == (409, "totp_already_active")
    await person.refresh()
    assert (await person.claims())["aal"] == 2
    assert [mail["data"]["change"] for mail in await house.mails(person.email, "mfa_changed")] == ["totp_added"]
    types = [item["type"] for item in (await client.get(f"{URL}/credentials")).json()["items"]]
    assert types == ["password", "totp", "recovery_codes"]


async def test_a_newer_pending_authenticator_replaces_the_older(house: Any) -> None:
    person = await house.register()
    client = await person.client()
    old = (await client.post(f"{URL}/totp-credentials", json={})).json()
    new = (await client.post(f"{URL}/totp-credentials", json={})).json()
    assert [item["id"] for item in (await client.get(f"{URL}/totp-credentials")).json()["items"]] == [new["id"]]
    code = pyotp.TOTP(old["secret"]).at(house.bench.clock.now())
    assert (await client.post(f"{URL}/totp-credentials/{old['id']}/confirm", json={"code": code})).status_code == 404


async def test_wrong_codes_count_over_all_factors(house: Any) -> None:
    person = await house.register()
    await person.enrol_totp()
    stranger = {"user-agent": "somewhere else"}
    for number in range(10):
        answer = await house.visitor.post(
            f"{URL}/public/logins",
            json={"email": person.email, "password": person.password},
            headers=stranger,
        )
        challenge = answer.json()["challenge"]
        factor = ("totp", "recovery_code")[number % 2]
        wrong = await house.visitor.post(
            f"{URL}/public/logins/{challenge}/verify", json={"factor": factor, "code": "000000"}, headers=stranger
        )
        assert wrong.status_code == 401, number
    locked = await house.visitor.post(
        f"{URL}/public/logins", json={"email": person.email, "password": person.password}, headers=stranger
    )
    assert locked.status_code == 429
    assert len(await house.mails(person.email, "lockout")) == 1


async def test_deleting_needs_a_step_up_and_takes_the_recovery_codes_along(house: Any) -> None:
    person = await house.register()
    codes = await person.enrol_totp()
    client = await person.client()
    [credential] = (await client.get(f"{URL}/totp-credentials")).json()["items"]
    url = f"{URL}/totp-credentials/{credential['id']}"
    house.bench.clock.advance(minutes=11)
    assert (await client.delete(url)).json()["code"] == "step_up_required"
    stepped = await client.post(f"{URL}/step-ups", json={"factor": "recovery_code", "code": codes[0]})
    fresh = await house.forwarded(stepped.json()["access_token"])
    assert (await fresh.delete(url)).status_code == 204
    assert (await fresh.delete(url)).status_code == 404
    assert (await house.login(person)).json()["user"]["mfa"]["enrolled"] is False
    none = await fresh.post(f"{URL}/recovery-codes/regenerate")
    assert (none.status_code, none.json()["code"]) == (409, "mfa_not_enrolled")


async def test_regenerating_voids_the_earlier_codes(house: Any) -> None:
    person = await house.register()
    old = await person.enrol_totp()
    client = await person.client()
    new = (await client.post(f"{URL}/recovery-codes/regenerate")).json()["recovery_codes"]
    challenge = (await house.login(person)).json()["challenge"]
    url = f"{URL}/public/logins/{challenge}/verify"
    assert (await house.visitor.post(url, json={"factor": "recovery_code", "code": old[0]})).status_code == 401
    assert (await house.visitor.post(url, json={"factor": "recovery_code", "code": new[0]})).status_code == 200


async def test_staff_cannot_delete_the_last_second_factor(house: Any) -> None:
    founder = await house.founder()
    client = await founder.client()
    [credential] = (await client.get(f"{URL}/totp-credentials")).json()["items"]
    refused = await client.delete(f"{URL}/totp-credentials/{credential['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "mfa_required")
    assert (await client.get(f"{URL}/me")).json()["mfa"]["enrolled"] is True
