"""Moving an account to another address, and taking it back."""

from typing import Any

from mewayz_testing.race import race_statuses

URL = "/api/v1/identity"
NEW = "lovelace@example.org"


async def ask(house: Any, person: Any, email: str = NEW) -> str:
    answer = await (await person.client()).post(f"{URL}/me/change-email", json={"email": email})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["flow"])


async def move(house: Any, person: Any, email: str = NEW) -> Any:
    flow = await ask(house, person, email)
    code = (await house.mails(email, "email_change"))[-1]["data"]["code"]
    client = await person.client()
    return await client.post(f"{URL}/me/change-email/confirm", json={"flow": flow, "code": code})


async def test_nothing_changes_until_the_new_address_is_proven(house: Any) -> None:
    person = await house.verified()
    flow = await ask(house, person)
    client = await person.client()
    assert (await client.get(f"{URL}/me")).json()["email"] == person.email
    wrong = await client.post(f"{URL}/me/change-email/confirm", json={"flow": flow, "token": "A" * 43})
    assert wrong.json()["code"] == "invalid_code"
    token = await house.mailed_token(NEW, "email_change")
    stranger = await house.verified()
    other = await (await stranger.client()).post(f"{URL}/me/change-email/confirm", json={"flow": flow, "token": token})
    assert (other.status_code, other.json()["code"]) == (410, "verification_closed")
    done = await client.post(f"{URL}/me/change-email/confirm", json={"flow": flow, "token": token})
    assert (done.status_code, done.json()["email"]) == (200, NEW)
    [told] = await house.mails(person.email, "email_changed")
    assert told["data"]["email"] == NEW
    assert (await house.login(person)).status_code == 401
    assert (await house.login(person, email=NEW)).status_code == 200
    [event] = [e for e in await house.bench.published("identity.user.updated.v1") if e.data["email"] == NEW]
    assert event.data["status"] == "active"


async def test_the_former_address_takes_the_account_back_within_seven_days(house: Any) -> None:
    person = await house.verified()
    assert (await move(house, person)).status_code == 200
    undo = await house.mailed_token(person.email, "email_changed")
    # A thief moves it once more and keeps the way back of that second move.
    assert (await move(house, person, "third@example.org")).status_code == 200
    thief = await house.mailed_token(NEW, "email_changed")
    house.bench.clock.advance(days=6)
    await person.refresh()
    url = f"{URL}/public/email-changes/undo"
    assert (await house.visitor.post(url, json={"token": undo})).status_code == 204
    assert (await person.refresh()).json()["code"] == "session_ended"
    assert (await house.login(person)).json()["user"]["email"] == person.email
    for token in (undo, thief, "nonsense"):
        answer = await house.visitor.post(url, json={"token": token})
        assert (answer.status_code, answer.json()["code"]) == (410, "link_closed")


async def test_after_seven_days_there_is_no_way_back(house: Any) -> None:
    person = await house.verified()
    await move(house, person)
    undo = await house.mailed_token(person.email, "email_changed")
    house.bench.clock.advance(days=7)
    assert (await house.visitor.post(f"{URL}/public/email-changes/undo", json={"token": undo})).status_code == 410


async def test_an_address_with_an_account_gets_no_mail_and_is_not_told(house: Any) -> None:
    person, other = await house.verified(), await house.verified()
    await ask(house, person, other.email)
    assert await house.mails(other.email, "email_change") == []


async def test_two_accounts_that_move_to_one_address_at_once(house: Any) -> None:
    people = [await house.verified() for _ in range(3)]
    bodies = []
    for person in people:
        flow = await ask(house, person)
        code = (await house.mails(NEW, "email_change"))[-1]["data"]["code"]
        bodies.append({"flow": flow, "code": code})

    async def attempt(number: int) -> Any:
        client = await people[number].client()
        return await client.post(f"{URL}/me/change-email/confirm", json=bodies[number])

    assert await race_statuses(attempt, callers=3) == {200: 1, 409: 2}


async def test_it_needs_a_step_up(house: Any) -> None:
    person = await house.verified()
    house.bench.clock.advance(minutes=11)
    answer = await (await person.client()).post(f"{URL}/me/change-email", json={"email": NEW})
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
