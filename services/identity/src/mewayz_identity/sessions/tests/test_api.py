"""Seeing and ending one's sessions."""

from typing import Any

from mewayz_testing.race import race_statuses

URL = "/api/v1/identity/sessions"


async def test_sessions_are_listed_named_and_ended(house: Any) -> None:
    person = await house.register()
    other = (await house.login(person)).json()
    client = await person.client()
    items = (await client.get(URL)).json()["items"]
    assert [item["current"] for item in items] == [False, True]
    named = await client.patch(f"{URL}/{items[0]['id']}", json={"name": "Kitchen tablet"})
    assert named.json()["name"] == "Kitchen tablet"
    assert (await client.delete(f"{URL}/{items[0]['id']}")).status_code == 204
    assert (await client.delete(f"{URL}/{items[0]['id']}")).status_code == 404
    assert (await house.refresh(other["refresh_token"])).json()["code"] == "session_ended"
    [event] = await house.bench.published("identity.session.revoked.v1")
    assert event.data == {"session_id": items[0]["id"], "user_id": person.id}
    told = await house.bench.service("gateway").get(
        "/internal/v1/revocations", params={"since": house.bench.clock.now().isoformat()}
    )
    assert told.json()["sessions"] == [items[0]["id"]]


async def test_revoke_others_leaves_exactly_one(house: Any) -> None:
    person = await house.register()
    for _ in range(3):
        await house.login(person)
    client = await person.client()
    assert (await client.post(f"{URL}/revoke-others")).json() == {"revoked": 3}
    [left] = (await client.get(URL)).json()["items"]
    assert left["current"] is True
    assert (await client.post(f"{URL}/revoke-all")).json() == {"revoked": 1}
    assert (await person.refresh()).status_code == 401


async def test_ending_a_session_twice_at_once_tells_the_gateways_once(house: Any) -> None:
    person = await house.register()
    await house.login(person)
    client = await person.client()
    other = (await client.get(URL)).json()["items"][0]["id"]

    async def attempt(_number: int) -> Any:
        return await (await person.client()).delete(f"{URL}/{other}")

    assert await race_statuses(attempt, callers=4) == {204: 1, 404: 3}
    assert len(await house.bench.published("identity.session.revoked.v1")) == 1


async def test_sessions_of_somebody_else_do_not_exist(house: Any) -> None:
    ada, eve = await house.register(), await house.register()
    [session] = (await (await ada.client()).get(URL)).json()["items"]
    stranger = await eve.client()
    assert (await stranger.delete(f"{URL}/{session['id']}")).status_code == 404
    assert (await stranger.patch(f"{URL}/{session['id']}", json={"name": "mine"})).status_code == 404
    assert (await ada.refresh()).status_code == 200
    assert await house.bench.published("identity.session.revoked.v1") == []


async def test_without_credential_there_is_nothing(house: Any) -> None:
    for path in ("/me", "/sessions", "/security-events", "/credentials", "/totp-credentials"):
        assert (await house.visitor.get(f"/api/v1/identity{path}")).status_code == 401
