"""Signing in: uniform failures, counters, second factors, devices."""

from typing import Any

import pyotp

from mewayz_identity.edge import DEVICE_COOKIE, REFRESH_COOKIE
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity"


def body_of(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name != "request_id"}


async def test_wrong_password_and_unknown_address_look_the_same(house: Any) -> None:
    person = await house.register()
    wrong = await house.login(person, password="something else")
    unknown = await house.login(person, email="nobody@example.com")
    assert wrong.status_code == unknown.status_code == 401
    assert body_of(wrong) == body_of(unknown)
    assert wrong.headers.keys() == unknown.headers.keys()
    right = await house.login(person)
    assert right.status_code == 200
    assert right.json()["user"]["id"] == person.id


async def test_a_browser_gets_cookies_that_no_script_can_read(house: Any) -> None:
    person = await house.register()
    answer = await house.login(person, client="browser")
    assert answer.json()["refresh_token"] is None
    cookies = answer.headers.get_list("set-cookie")
    [refresh] = [c for c in cookies if c.startswith(REFRESH_COOKIE)]
    assert "HttpOnly" in refresh
    assert "SameSite=strict" in refresh
    assert "Path=/api/v1/identity/public/tokens" in refresh
    assert "Secure" not in refresh  # The public URL of the bench is plain http.
    assert any(c.startswith(DEVICE_COOKIE) for c in cookies)
    assert answer.headers["cache-control"] == "no-store"


async def test_cookies_are_secure_behind_https(open_house: Any) -> None:
    async with open_house(public_url="https://app.example.com") as house:
        person = await house.register()
        answer = await house.login(person, client="browser")
        assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))


async def test_a_page_of_another_origin_cannot_sign_people_in(house: Any) -> None:
    person = await house.register()
    answer = await house.visitor.post(
        f"{URL}/public/logins",
        json={"email": person.email, "password": person.password},
        headers={"origin": "https://evil.example"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    assert "set-cookie" not in answer.headers


async def test_ten_failures_lock_strangers_out_but_not_the_owners_device(house: Any) -> None:
    person = await house.register()
    await house.mails(person.email)
    for _ in range(10):
        assert (await house.login(person, password="wrong wrong")).status_code == 401
    locked = await house.login(person)
    assert (locked.status_code, locked.json()["code"]) == (429, "too_many_attempts")
    assert 0 < int(locked.headers["retry-after"]) <= 900
    known = await house.login(person, device_token=person.tokens["device_token"])
    assert known.status_code == 200
    assert len(await house.mails(person.email, "lockout")) == 1
    [alert] = await house.bench.published("identity.security.alerted.v1")
    assert (alert.data["kind"], alert.data["user_id"]) == ("lockout", person.id)

    house.bench.clock.advance(minutes=15)
    assert (await house.login(person)).status_code == 200


async def test_unknown_addresses_lock_the_same_way(house: Any) -> None:
    person = await house.register()
    for _ in range(10):
        assert (await house.login(person, email="nobody@example.com")).status_code == 401
    assert (await house.login(person, email="Nobody@Example.com")).status_code == 429


async def test_parallel_guesses_are_not_more_than_the_limit(house: Any) -> None:
    person = await house.register()

    async def attempt(number: int) -> Any:
        body = {"email": person.email, "password": f"guess number {number}", "client": "native"}
        return await house.bench.client().post(f"{URL}/public/logins", json=body)

    assert await race_statuses(attempt, callers=15) == {401: 10, 429: 5}


async def test_one_network_address_has_a_limit_over_all_accounts(open_house: Any) -> None:
    async with open_house(failures_per_ip=12) as house:
        headers = {"mewayz-internal-client-ip": "192.0.2.9"}
        for number in range(12):
            body = {"email": f"nobody{number}@example.com", "password": "wrong wrong"}
            answer = await house.visitor.post(f"{URL}/public/logins", json=body, headers=headers)
            assert answer.status_code == 401
        person = await house.register()
        body = {"email": person.email, "password": person.password}
        assert (await house.visitor.post(f"{URL}/public/logins", json=body, headers=headers)).status_code == 429
        assert (await house.login(person)).status_code == 200


async def test_with_an_authenticator_the_password_alone_gives_no_token(house: Any) -> None:
    person = await house.register()
    client = await person.client()
    enrolment = (await client.post(f"{URL}/totp-credentials", json={})).json()
    assert (await house.login(person)).json().get("access_token"), "a pending secret protects nothing"
    person.totp = pyotp.TOTP(enrolment["secret"])
    confirm = f"{URL}/totp-credentials/{enrolment['id']}/confirm"
    assert (await client.post(confirm, json={"code": person.code()})).status_code == 200

    question = (await house.login(person)).json()
    assert question["status"] == "mfa_required"
    assert question["factors"] == ["totp", "recovery_code"]
    assert "access_token" not in question
    verify = f"{URL}/public/logins/{question['challenge']}/verify"
    replayed = await house.visitor.post(verify, json={"code": person.code()})
    assert (replayed.status_code, replayed.json()["code"]) == (401, "invalid_code"), "the enrolment code is used up"
    house.bench.clock.advance(seconds=30)
    done = await house.visitor.post(verify, json={"code": person.code()})
    assert done.status_code == 200, done.text
    claims = await house.claims(done.json()["access_token"])
    assert claims["aal"] == 2

    other = (await house.login(person)).json()["challenge"]
    again = await house.visitor.post(f"{URL}/public/logins/{other}/verify", json={"code": person.code()})
    assert again.json()["code"] == "invalid_code"
    closed = await house.visitor.post(verify, json={"code": person.code()})
    assert (closed.status_code, closed.json()["code"]) == (401, "challenge_closed")


async def test_parallel_answers_to_one_challenge_open_one_session(house: Any) -> None:
    person = await house.register()
    codes = await person.enrol_totp()
    challenge = (await house.login(person)).json()["challenge"]

    async def attempt(number: int) -> Any:
        body = {"factor": "recovery_code", "code": codes[number]}
        return await house.bench.client().post(f"{URL}/public/logins/{challenge}/verify", json=body)

    assert await race_statuses(attempt, callers=4) == {200: 1, 401: 3}
    client = await person.client()
    assert len((await client.get(f"{URL}/sessions")).json()["items"]) == 2
    assert (await client.get(f"{URL}/me")).json()["mfa"]["recovery_codes_left"] == 9


async def test_a_parallel_code_opens_one_of_two_challenges(house: Any) -> None:
    person = await house.register()
    await person.enrol_totp()
    challenges = [
        (await house.login(person, device_token=None)).json()["challenge"],
        (
            await house.visitor.post(
                f"{URL}/public/logins",
                json={"email": person.email, "password": person.password},
                headers={"user-agent": "another browser"},
            )
        ).json()["challenge"],
    ]
    house.bench.clock.advance(seconds=30)
    code = person.code()

    async def attempt(number: int) -> Any:
        return await house.bench.client().post(f"{URL}/public/logins/{challenges[number]}/verify", json={"code": code})

    assert await race_statuses(attempt, callers=2) == {200: 1, 401: 1}


async def test_a_recovery_code_works_once_and_few_left_are_told(house: Any) -> None:
    person = await house.register()
    codes = await person.enrol_totp()
    for number, code in enumerate(codes[:7]):
        challenge = (await house.login(person)).json()["challenge"]
        url = f"{URL}/public/logins/{challenge}/verify"
        if number:
            used = await house.visitor.post(url, json={"factor": "recovery_code", "code": codes[0]})
            assert used.status_code == 401
        answer = await house.visitor.post(url, json={"factor": "recovery_code", "code": code.lower().replace("-", "")})
        assert answer.status_code == 200, answer.text
    mfa = answer.json()["user"]["mfa"]
    assert mfa == {"enrolled": True, "required": False, "recovery_codes_left": 3, "recovery_codes_low": True}


async def test_five_wrong_codes_end_a_challenge(house: Any) -> None:
    person = await house.register()
    await person.enrol_totp()
    challenge = (await house.login(person)).json()["challenge"]
    url = f"{URL}/public/logins/{challenge}/verify"
    answers = [await house.visitor.post(url, json={"code": "000000"}) for _ in range(6)]
    assert [a.json()["code"] for a in answers] == ["invalid_code"] * 5 + ["challenge_closed"]
    late = (await house.login(person)).json()["challenge"]
    house.bench.clock.advance(minutes=11)
    answer = await house.visitor.post(f"{URL}/public/logins/{late}/verify", json={"code": person.code()})
    assert answer.json()["code"] == "challenge_closed"


async def test_a_new_device_is_told_by_mail_the_first_and_known_ones_are_not(house: Any) -> None:
    person = await house.register()
    assert await house.mails(person.email, "new_device") == []
    await house.login(person, device_token=person.tokens["device_token"])
    assert await house.mails(person.email, "new_device") == []
    answer = await house.visitor.post(
        f"{URL}/public/logins",
        json={"email": person.email, "password": person.password, "device_token": "A" * 43},
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
    )
    assert answer.status_code == 200
    [mail] = await house.mails(person.email, "new_device")
    assert mail["data"]["device"] == "Firefox on Linux"
    events = await house.bench.published("identity.login.succeeded.v1")
    assert [event.data["new_device"] for event in events] == [False, False, True]
    assert events[0].data["local_date"] == house.bench.clock.now().date().isoformat()


async def test_neither_mails_nor_events_nor_logs_hold_a_secret_in_the_clear(house: Any) -> None:
    person = await house.register()
    await person.enrol_totp()
    rows = [row.envelope for row in await house.bench.inbox()]
    code = await house.mailed_code(person.email)
    assert rows
    everything = " ".join(rows) + " ".join(e.model_dump_json() for e in await house.bench.published())
    for secret in (code, person.tokens["refresh_token"], person.password, person.totp.secret):
        assert f'"{secret}' not in everything
    log = (await (await person.client()).get(f"{URL}/security-events")).json()["items"]
    assert {"registered", "login", "mfa.changed", "totp.enrolled"} <= {item["action"] for item in log}
    assert person.totp.secret not in str(log)


async def test_a_mail_waits_until_workspace_has_it(house: Any) -> None:
    house.mailroom.away = True
    person = await house.register()
    assert await house.mails(person.email) == []
    house.mailroom.away = False
    house.bench.clock.advance(minutes=5)
    assert len(await house.mails(person.email, "email_verification")) == 1


async def test_a_crowd_waits_and_is_sent_away_without_locking_anybody_out(open_house: Any) -> None:
    async with open_house(hash_threads=1, hash_wait_seconds=0.1) as house:
        person = await house.register()

        async def attempt(_number: int) -> Any:
            body = {"email": person.email, "password": person.password, "client": "native"}
            return await house.bench.client().post(f"{URL}/public/logins", json=body)

        statuses = await race_statuses(attempt, callers=10)
        assert statuses.keys() <= {200, 503}
        assert statuses[200] >= 1
        assert statuses[503] >= 1
        assert (await house.login(person)).status_code == 200
