"""Codes by mail as a second factor."""

from typing import Any

URL = "/api/v1/identity"


async def protected(house: Any) -> Any:
    """Somebody whose sign-ins ask for a mailed code."""
    person = await house.verified()
    answer = await (await person.client()).post(f"{URL}/email-factors")
    assert answer.status_code == 201, answer.text
    assert len(answer.json()["recovery_codes"]) == 10
    return person


async def test_a_code_is_mailed_when_asked_for_and_works_once(house: Any) -> None:
    person = await protected(house)
    question = (await house.login(person)).json()
    assert question["factors"] == ["email_code", "recovery_code"]
    assert await house.mails(person.email, "login_code") == []
    one = f"{URL}/public/logins/{question['challenge']}"
    sent = await house.visitor.post(f"{one}/send-code")
    assert sent.status_code == 202, sent.text
    assert sent.json()["sent_to"] == f"{person.email[0]}…@example.com"
    first = (await house.mails(person.email, "login_code"))[-1]["data"]["code"]
    await house.visitor.post(f"{one}/send-code")
    second = (await house.mails(person.email, "login_code"))[-1]["data"]["code"]
    if first != second:
        void = await house.visitor.post(f"{one}/verify", json={"factor": "email_code", "code": first})
        assert (void.status_code, void.json()["code"]) == (401, "invalid_code"), "a newer code voids the older"
    done = await house.visitor.post(f"{one}/verify", json={"factor": "email_code", "code": second})
    assert done.status_code == 200, done.text
    assert (await house.claims(done.json()["access_token"]))["aal"] == 2
    other = (await house.login(person)).json()["challenge"]
    again = await house.visitor.post(
        f"{URL}/public/logins/{other}/verify", json={"factor": "email_code", "code": second}
    )
    assert again.json()["code"] == "invalid_code"


async def test_a_code_is_sent_to_nobody_who_did_not_choose_mails(house: Any) -> None:
    person = await house.register()
    await person.enrol_totp()
    challenge = (await house.login(person)).json()["challenge"]
    refused = await house.visitor.post(f"{URL}/public/logins/{challenge}/send-code")
    assert (refused.status_code, refused.json()["code"]) == (409, "factor_not_enrolled")
    unknown = await house.visitor.post(f"{URL}/public/logins/unknown/send-code")
    assert (unknown.status_code, unknown.json()["code"]) == (401, "challenge_closed")


async def test_mails_and_wrong_codes_are_limited_over_all_challenges(house: Any) -> None:
    person = await protected(house)
    for _ in range(5):
        challenge = (await house.login(person)).json()["challenge"]
        assert (await house.visitor.post(f"{URL}/public/logins/{challenge}/send-code")).status_code == 202
    challenge = (await house.login(person)).json()["challenge"]
    limited = await house.visitor.post(f"{URL}/public/logins/{challenge}/send-code")
    assert (limited.status_code, limited.json()["code"]) == (429, "too_many_attempts")
    codes = []
    for _ in range(3):
        challenge = (await house.login(person)).json().get("challenge", "")
        wrong = {"factor": "email_code", "code": "000000"}
        url = f"{URL}/public/logins/{challenge}/verify"
        codes += [(await house.visitor.post(url, json=wrong)).status_code for _ in range(4)]
    assert codes.count(401) == 10
    assert codes[-1] == 429


async def test_only_a_verified_address_counts_and_only_once(house: Any) -> None:
    unverified = await house.register()
    refused = await (await unverified.client()).post(f"{URL}/email-factors")
    assert (refused.status_code, refused.json()["code"]) == (403, "email_not_verified")
    person = await protected(house)
    client = await person.client()
    twice = await client.post(f"{URL}/email-factors")
    assert (twice.status_code, twice.json()["code"]) == (409, "email_factor_active")
    [factor] = (await client.get(f"{URL}/email-factors")).json()["items"]
    assert (await client.delete(f"{URL}/email-factors/{factor['id']}")).status_code == 204
    mfa = (await client.get(f"{URL}/me")).json()["mfa"]
    assert (mfa["enrolled"], mfa["recovery_codes_left"]) == (False, 0)
    assert "access_token" in (await house.login(person)).json()
