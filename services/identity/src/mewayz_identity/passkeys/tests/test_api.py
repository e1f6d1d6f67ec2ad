"""Passkeys, by an authenticator in software whose bytes the WebAuthn library verifies."""

from typing import Any

import pytest

from mewayz_testing.authenticator import Authenticator
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity"


async def enrol(person: Any, authenticator: Authenticator, *, name: str = "Laptop") -> Any:
    """Enrol a passkey; answers what the API says of it."""
    client, origin = await person.client(), person.house.bench.runtime.settings.public_url
    options = (await client.post(f"{URL}/passkeys/options")).json()
    body = {
        "flow": options["flow"],
        "name": name,
        "credential": authenticator.create(options["public_key"], origin=origin),
    }
    answer = await client.post(f"{URL}/passkeys", json=body)
    assert answer.status_code == 201, answer.text
    assert (await person.refresh()).status_code == 200
    return answer.json()


async def sign_in(house: Any, authenticator: Authenticator, **options: Any) -> Any:
    """Sign in without an address; answers the response."""
    asked = (await house.visitor.post(f"{URL}/public/passkeys/options")).json()
    origin = options.pop("origin", house.bench.runtime.settings.public_url)
    credential = authenticator.get(asked["public_key"], origin=origin, **options)
    body = {"flow": asked["flow"], "credential": credential, "client": "native"}
    return await house.visitor.post(f"{URL}/public/passkeys/logins", json=body)


async def test_a_passkey_signs_in_without_an_address_and_counts_as_both_factors(house: Any) -> None:
    person, phone = await house.register(), Authenticator()
    added = await enrol(person, phone, name="Phone")
    assert (added["name"], added["transports"], added["backup_eligible"]) == ("Phone", ["internal", "hybrid"], False)
    assert len(added["recovery_codes"]) == 10, "the first second factor brings recovery codes"
    answer = await sign_in(house, phone)
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["email"] == person.email
    claims = await house.claims(answer.json()["access_token"])
    assert claims["aal"] == 2
    [event] = (await house.bench.published("identity.login.succeeded.v1"))[1:]
    assert event.data["method"] == "hwk"


async def test_a_passkey_is_renamed_listed_and_deleted(house: Any) -> None:
    person, phone = await house.register(), Authenticator(synchronised=True)
    added = await enrol(person, phone)
    client = await person.client()
    renamed = await client.patch(f"{URL}/passkeys/{added['id']}", json={"name": "Blue phone"})
    assert renamed.json()["name"] == "Blue phone"
    assert renamed.json()["backed_up"] is True
    [shown] = (await client.get(f"{URL}/passkeys")).json()["items"]
    assert shown == (await client.get(f"{URL}/passkeys/{added['id']}")).json()
    assert "public_key" not in shown
    listed = (await client.get(f"{URL}/credentials")).json()["items"]
    assert [item["type"] for item in listed] == ["password", "passkey", "recovery_codes"]
    assert (await client.delete(f"{URL}/passkeys/{added['id']}")).status_code == 204
    assert (await client.get(f"{URL}/passkeys")).json()["items"] == []
    assert (await client.get(f"{URL}/me")).json()["mfa"]["enrolled"] is False
    gone = await sign_in(house, phone)
    assert (gone.status_code, gone.json()["code"]) == (401, "invalid_passkey")


async def test_enrolling_needs_a_fresh_proof(house: Any) -> None:
    person = await house.register()
    house.bench.clock.advance(minutes=11)
    client = await person.client()
    stale = await client.post(f"{URL}/passkeys/options")
    assert (stale.status_code, stale.json()["code"]) == (403, "step_up_required")


async def test_a_question_is_answered_once_and_by_whom_it_was_asked(house: Any) -> None:
    ada, eve, phone = await house.register(), await house.register(), Authenticator()
    client, origin = await ada.client(), house.bench.runtime.settings.public_url
    options = (await client.post(f"{URL}/passkeys/options")).json()
    body = {"flow": options["flow"], "credential": phone.create(options["public_key"], origin=origin)}
    foreign = await (await eve.client()).post(f"{URL}/passkeys", json=body)
    assert (foreign.status_code, foreign.json()["code"]) == (410, "flow_closed")
    assert (await client.post(f"{URL}/passkeys", json=body)).status_code == 201
    again = await client.post(f"{URL}/passkeys", json=body)
    assert (again.status_code, again.json()["code"]) == (410, "flow_closed")
    second = (await client.post(f"{URL}/passkeys/options")).json()
    with pytest.raises(PermissionError):
        phone.create(second["public_key"], origin=origin)


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}])
async def test_a_passkey_used_for_another_site_is_refused(house: Any, wrong: dict[str, str]) -> None:
    person, phone = await house.register(), Authenticator()
    await enrol(person, phone)
    answer = await sign_in(house, phone, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_passkey")


async def test_a_passkey_that_did_not_verify_its_owner_is_only_a_second_factor(house: Any) -> None:
    person, key = await house.register(), Authenticator(verifies=False)
    await enrol(person, key)
    alone = await sign_in(house, key)
    assert (alone.status_code, alone.json()["code"]) == (401, "invalid_passkey")
    question = (await house.login(person)).json()
    assert question["factors"] == ["passkey", "recovery_code"]
    origin = house.bench.runtime.settings.public_url
    proof = {"factor": "passkey", "credential": key.get(question["passkey"], origin=origin)}
    url = f"{URL}/public/logins/{question['challenge']}/verify"
    done = await house.visitor.post(url, json=proof)
    assert done.status_code == 200, done.text
    assert (await house.claims(done.json()["access_token"]))["aal"] == 2
    other = (await house.login(person)).json()
    replayed = await house.visitor.post(f"{URL}/public/logins/{other['challenge']}/verify", json=proof)
    assert (replayed.status_code, replayed.json()["code"]) == (401, "invalid_code"), "signed for another question"


async def test_a_copy_whose_counter_fell_behind_is_refused(house: Any) -> None:
    person, phone = await house.register(), Authenticator()
    await enrol(person, phone)
    assert (await sign_in(house, phone)).status_code == 200
    [key] = phone.keys.values()
    key.sign_count = 0
    answer = await sign_in(house, phone)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_passkey")


async def test_one_answer_opens_one_session_however_often_it_is_sent(house: Any) -> None:
    person, phone = await house.register(), Authenticator(counts=False)
    await enrol(person, phone)
    asked = (await house.visitor.post(f"{URL}/public/passkeys/options")).json()
    credential = phone.get(asked["public_key"], origin=house.bench.runtime.settings.public_url)
    body = {"flow": asked["flow"], "credential": credential, "client": "native"}

    async def attempt(_number: int) -> Any:
        return await house.bench.client().post(f"{URL}/public/passkeys/logins", json=body)

    assert await race_statuses(attempt, callers=4) == {200: 1, 401: 3}


async def test_failed_passwords_do_not_lock_out_whoever_holds_a_passkey(house: Any) -> None:
    person, phone = await house.register(), Authenticator()
    await enrol(person, phone)
    for _ in range(10):
        await house.login(person, password="wrong wrong wrong")
    assert (await house.login(person)).status_code == 429
    assert (await sign_in(house, phone)).status_code == 200


async def test_a_passkey_steps_up(house: Any) -> None:
    person, phone = await house.register(), Authenticator()
    await enrol(person, phone)
    house.bench.clock.advance(minutes=11)
    await person.refresh()
    client, origin = await person.client(), house.bench.runtime.settings.public_url
    assert (await client.post(f"{URL}/passkeys/options")).json()["code"] == "step_up_required"
    by_password = await client.post(f"{URL}/step-ups", json={"password": person.password})
    assert by_password.json()["code"] == "second_factor_required"
    asked = (await client.post(f"{URL}/step-ups/options", json={"factor": "passkey"})).json()
    body = {"factor": "passkey", "flow": asked["flow"], "credential": phone.get(asked["passkey"], origin=origin)}
    done = await client.post(f"{URL}/step-ups", json=body)
    assert done.status_code == 200, done.text
    fresh = await house.forwarded(done.json()["access_token"])
    assert (await fresh.post(f"{URL}/passkeys/options")).status_code == 200
    again = await client.post(f"{URL}/step-ups", json=body)
    assert (again.status_code, again.json()["code"]) == (401, "challenge_closed")


@pytest.mark.parametrize("field", ["attestationObject", "clientDataJSON"])
async def test_bytes_that_are_no_credential_are_refused_with_a_problem(house: Any, field: str) -> None:
    person, phone = await house.register(), Authenticator()
    client, origin = await person.client(), house.bench.runtime.settings.public_url
    options = (await client.post(f"{URL}/passkeys/options")).json()
    credential = phone.create(options["public_key"], origin=origin)
    for broken in ("AA", "oWNmbXRkbm9uZQ", credential["response"][field][:-8]):
        options = (await client.post(f"{URL}/passkeys/options")).json()
        credential["response"] = credential["response"] | {field: broken}
        answer = await client.post(f"{URL}/passkeys", json={"flow": options["flow"], "credential": credential})
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_passkey"), answer.text
    assert (await client.get(f"{URL}/passkeys")).json()["items"] == []


async def test_the_last_passkeys_are_deleted_by_one_of_two(house: Any) -> None:
    person, phones = await house.register(), [Authenticator(), Authenticator()]
    added = [await enrol(person, phone) for phone in phones]
    client = await person.client()
    password = next(
        item for item in (await client.get(f"{URL}/credentials")).json()["items"] if item["type"] == "password"
    )
    assert (await client.delete(f"{URL}/credentials/{password['id']}")).status_code == 204

    async def attempt(number: int) -> Any:
        return await (await person.client()).delete(f"{URL}/passkeys/{added[number]['id']}")

    assert await race_statuses(attempt, callers=2) == {204: 1, 409: 1}
    [left] = (await client.get(f"{URL}/passkeys")).json()["items"]
    refused = await client.delete(f"{URL}/credentials/{left['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_credential")
