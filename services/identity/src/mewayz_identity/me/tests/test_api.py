"""The own account, its password, and stepping up."""

from typing import Any

import pytest

URL = "/api/v1/identity"


async def test_the_account_is_changed_by_merge_patch_and_told(house: Any) -> None:
    person = await house.register()
    client = await person.client()
    before = await client.get(f"{URL}/me")
    changed = await client.patch(
        f"{URL}/me",
        json={
            "username": "Ada_1815",
            "timezone": "Europe/London",
            "preferences": {"theme": "dark", "density": "compact"},
        },
        headers={"If-Match": before.headers["etag"]},
    )
    assert changed.status_code == 200, changed.text
    assert changed.json()["preferences"] == {"theme": "dark", "density": "compact"}
    merged = await client.patch(f"{URL}/me", json={"preferences": {"theme": None}})
    assert merged.json()["preferences"] == {"density": "compact"}
    stale = await client.patch(f"{URL}/me", json={"name": "X"}, headers={"If-Match": before.headers["etag"]})
    assert stale.status_code == 412
    events = await house.bench.published("identity.user.updated.v1")
    assert events[0].data["username"] == "Ada_1815"
    assert events[0].audit is not None
    assert set(events[0].audit["changes"]) >= {"username", "timezone"}


@pytest.mark.parametrize(
    "body",
    [
        {"username": "ab"},
        {"username": "admin"},
        {"username": "no spaces"},
        {"email": "x@example.com"},
        {"status": "active"},
        {"name": None},
        {"preferences": {"x": "y" * 20_000}},
    ],
)
async def test_bad_changes_are_refused(house: Any, body: dict[str, Any]) -> None:
    person = await house.register()
    client = await person.client()
    events = len(await house.bench.published())
    assert (await client.patch(f"{URL}/me", json=body)).status_code == 422
    assert len(await house.bench.published()) == events


async def test_a_user_name_is_taken_in_any_case(house: Any) -> None:
    ada, eve = await house.register(), await house.register()
    assert (await (await ada.client()).patch(f"{URL}/me", json={"username": "Countess"})).status_code == 200
    taken = await (await eve.client()).patch(f"{URL}/me", json={"username": "cOUNTESS"})
    assert (taken.status_code, taken.json()["code"]) == (409, "username_taken")


async def test_changing_the_password_ends_other_sessions_and_remembers_the_last_five(house: Any) -> None:
    person = await house.register()
    other = (await house.login(person)).json()
    client = await person.client()
    url, first = f"{URL}/me/change-password", person.password
    wrong = await client.post(url, json={"current_password": "not this one", "new_password": "a whole new one 1"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    present = first
    for number in range(4):
        new = f"a whole new one {number}"
        answer = await client.post(url, json={"current_password": present, "new_password": new})
        assert answer.status_code == 204, answer.text
        present = new
    reused = await client.post(url, json={"current_password": present, "new_password": first})
    assert reused.json()["errors"][0]["code"] == "password_reused"
    assert (
        await client.post(url, json={"current_password": present, "new_password": "number five here"})
    ).status_code == 204
    again = await client.post(url, json={"current_password": "number five here", "new_password": first})
    assert again.status_code == 204, "the sixth last may come back"

    assert (await house.refresh(other["refresh_token"])).json()["code"] == "session_ended"
    assert (await person.refresh()).status_code == 200, "this session goes on"
    assert len(await house.mails(person.email, "password_changed")) == 6
    assert (await house.login(person)).status_code == 200


async def test_after_eleven_minutes_a_password_change_needs_a_step_up(house: Any) -> None:
    person = await house.register()
    house.bench.clock.advance(minutes=11)
    await person.refresh()
    body = {"current_password": person.password, "new_password": "a whole new one"}
    client = await person.client()
    refused = await client.post(f"{URL}/me/change-password", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")
    stepped = await client.post(f"{URL}/step-ups", json={"password": person.password})
    assert stepped.status_code == 200, stepped.text
    fresh = await house.forwarded(stepped.json()["access_token"])
    assert (await fresh.post(f"{URL}/me/change-password", json=body)).status_code == 204


async def test_with_a_second_factor_the_password_is_not_enough_to_step_up(house: Any) -> None:
    person = await house.register()
    await person.enrol_totp()
    client = await person.client()
    refused = await client.post(f"{URL}/step-ups", json={"password": person.password})
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")
    house.bench.clock.advance(minutes=11)
    wrong = await client.post(f"{URL}/step-ups", json={"code": "000000"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    right = await client.post(f"{URL}/step-ups", json={"code": person.code()})
    claims = await house.claims(right.json()["access_token"])
    assert (claims["aal"], claims["auth_time"]) == (2, int(house.bench.clock.now().timestamp()))
    replayed = await client.post(f"{URL}/step-ups", json={"code": person.code()})
    assert replayed.status_code == 401
    assert (await client.post(f"{URL}/step-ups", json={})).status_code == 422


async def test_step_up_belongs_to_one_session_and_refresh_never_moves_it(house: Any) -> None:
    person = await house.register()
    other = (await house.login(person)).json()
    before = (await person.claims())["auth_time"]
    house.bench.clock.advance(minutes=11)
    await (await person.client()).post(f"{URL}/step-ups", json={"password": person.password})
    refreshed = (await house.refresh(other["refresh_token"])).json()
    assert (await house.claims(refreshed["access_token"]))["auth_time"] == before
    await person.refresh()
    assert (await person.claims())["auth_time"] == before + 660


async def test_while_impersonating_credentials_are_out_of_reach(house: Any) -> None:
    person = await house.register()
    claims = await person.claims()
    actor = house.bench.person(person.id, sid=claims["sid"], act=person.id, auth_time=claims["auth_time"])
    body = {"current_password": person.password, "new_password": "a whole new one"}
    for answer in (
        await actor.post(f"{URL}/me/change-password", json=body),
        await actor.post(f"{URL}/step-ups", json={"password": person.password}),
        await actor.post(f"{URL}/totp-credentials", json={}),
        await actor.post(f"{URL}/sessions/revoke-others"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "impersonation_forbidden")
