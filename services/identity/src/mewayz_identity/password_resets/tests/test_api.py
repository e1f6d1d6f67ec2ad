"""Resetting a password."""

from typing import Any

from mewayz_testing.race import race_statuses

URL = "/api/v1/identity/public/password-resets"
NEW = "a whole new one"


async def ask(house: Any, email: str) -> Any:
    return await house.visitor.post(URL, json={"email": email})


async def test_known_and_unknown_addresses_get_the_same_answer_and_one_mail(house: Any) -> None:
    person = await house.verified()
    known, unknown = await ask(house, person.email.upper()), await ask(house, "nobody@example.com")
    assert known.status_code == unknown.status_code == 202
    assert known.json() == unknown.json()
    await house.mails(person.email)
    assert [mail["to"] for mail in house.mailroom.mails if mail["template"] == "password_reset"] == [person.email]


async def test_a_reset_ends_every_session_and_the_link_works_once(house: Any) -> None:
    person = await house.verified()
    other = (await house.login(person)).json()
    await ask(house, person.email)
    token = await house.mailed_token(person.email, "password_reset")
    weak = await house.visitor.post(f"{URL}/confirm", json={"token": token, "password": "password123"})
    assert weak.status_code == 422, "a weak password does not use the link up"
    assert (await house.visitor.post(f"{URL}/confirm", json={"token": token, "password": NEW})).status_code == 204
    used = await house.visitor.post(f"{URL}/confirm", json={"token": token, "password": "yet another one"})
    assert (used.status_code, used.json()["code"]) == (410, "link_closed")
    assert (await person.refresh()).status_code == 401
    assert (await house.refresh(other["refresh_token"])).status_code == 401
    assert (await house.login(person)).status_code == 401
    assert (await house.login(person, password=NEW)).status_code == 200
    assert len(await house.bench.published("identity.session.revoked.v1")) == 2
    assert len(await house.mails(person.email, "password_changed")) == 1


async def test_a_newer_link_voids_the_older_and_an_hour_ends_it(house: Any) -> None:
    person = await house.verified()
    await ask(house, person.email)
    old = await house.mailed_token(person.email, "password_reset")
    await ask(house, person.email)
    new = await house.mailed_token(person.email, "password_reset")
    assert old != new
    assert (await house.visitor.post(f"{URL}/confirm", json={"token": old, "password": NEW})).status_code == 410
    house.bench.clock.advance(minutes=61)
    assert (await house.visitor.post(f"{URL}/confirm", json={"token": new, "password": NEW})).status_code == 410


async def test_a_second_factor_survives_a_reset(house: Any) -> None:
    person = await house.verified()
    await person.enrol_totp()
    await ask(house, person.email)
    token = await house.mailed_token(person.email, "password_reset")
    await house.visitor.post(f"{URL}/confirm", json={"token": token, "password": NEW})
    assert (await house.login(person, password=NEW)).json()["status"] == "mfa_required"


async def test_a_reset_of_an_unproven_account_removes_what_a_stranger_made(house: Any) -> None:
    stranger = await house.register("victim@example.com")
    await stranger.enrol_totp()
    await ask(house, "victim@example.com")
    token = await house.mailed_token("victim@example.com", "password_reset")
    assert (await house.visitor.post(f"{URL}/confirm", json={"token": token, "password": NEW})).status_code == 204
    assert (await stranger.refresh()).status_code == 401
    assert (await house.login(stranger)).status_code == 401
    mine = await house.login(stranger, password=NEW)
    assert mine.status_code == 200
    assert mine.json()["user"]["status"] == "active"
    assert mine.json()["user"]["mfa"]["enrolled"] is False


async def test_parallel_uses_of_a_link_set_one_password(house: Any) -> None:
    person = await house.verified()
    await ask(house, person.email)
    token = await house.mailed_token(person.email, "password_reset")

    async def attempt(number: int) -> Any:
        body = {"token": token, "password": f"new password {number}"}
        return await house.bench.client().post(f"{URL}/confirm", json=body)

    assert await race_statuses(attempt, callers=4) == {204: 1, 410: 3}


async def test_five_mails_an_hour(house: Any) -> None:
    person = await house.verified()
    for _ in range(7):
        assert (await ask(house, person.email)).status_code == 202
    assert len(await house.mails(person.email, "password_reset")) == 5
