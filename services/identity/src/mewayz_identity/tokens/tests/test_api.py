"""Rotation, grace, reuse, sign-out."""

from typing import Any

from mewayz_identity.edge import REFRESH_COOKIE
from mewayz_identity.tokens import rules
from mewayz_testing.race import race

URL = "/api/v1/identity"
ORIGIN = "http://127.0.0.1:8080"


async def test_parallel_refreshes_get_the_same_successor(house: Any) -> None:
    person = await house.register()
    first = person.tokens["refresh_token"]

    async def attempt(_number: int) -> Any:
        return await house.bench.client().post(f"{URL}/public/tokens/refresh", json={"refresh_token": first})

    answers: Any = await race(attempt, callers=6)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    assert answers[0].json()["refresh_token"] != first


async def test_reuse_after_the_grace_ends_this_session_only(house: Any) -> None:
    person = await house.register()
    other = (await house.login(person)).json()
    first = person.tokens["refresh_token"]
    second = (await house.refresh(first)).json()["refresh_token"]
    house.bench.clock.advance(seconds=20)
    assert (await house.refresh(first)).json()["refresh_token"] == second
    house.bench.clock.advance(seconds=1)
    reused = await house.refresh(first)
    assert (reused.status_code, reused.json()["code"]) == (401, "refresh_reused")
    dead = await house.refresh(second)
    assert (dead.status_code, dead.json()["code"]) == (401, "session_ended")
    assert (await house.refresh(first)).json()["code"] == "session_ended"

    assert len(await house.mails(person.email, "refresh_reuse")) == 1
    alerts = await house.bench.published("identity.security.alerted.v1")
    assert [alert.data["kind"] for alert in alerts if alert.data["kind"] == "refresh_reuse"] == ["refresh_reuse"]
    [revoked] = await house.bench.published("identity.session.revoked.v1")
    assert revoked.public is False
    assert (await house.refresh(other["refresh_token"])).status_code == 200


async def test_within_the_grace_a_used_successor_means_a_thief(house: Any) -> None:
    person = await house.register()
    first = person.tokens["refresh_token"]
    second = (await house.refresh(first)).json()["refresh_token"]
    assert (await house.refresh(second)).status_code == 200
    assert (await house.refresh(first)).json()["code"] == "refresh_reused"


async def test_tokens_that_are_not_ours_are_refused(house: Any) -> None:
    person = await house.register()
    token = person.tokens["refresh_token"]
    parts = rules.split_refresh(token)
    assert parts is not None
    for forged in ("", "mwr_x_y", rules.compose_refresh(parts[0], "A" * 43), token[:-1], token + "A"):
        answer = await house.refresh(forged)
        assert answer.status_code == 401, forged
        assert answer.json()["code"] == "invalid_refresh_token"
    assert (await house.refresh(token)).status_code == 200


async def test_a_session_ends_by_idling_and_at_its_absolute_end(house: Any) -> None:
    idle, busy = await house.register(), await house.register()
    for _ in range(3):
        house.bench.clock.advance(days=29)
        assert (await busy.refresh()).status_code == 200
    assert (await idle.refresh()).json()["code"] == "session_ended"
    house.bench.clock.advance(days=4)
    assert (await busy.refresh()).json()["code"] == "session_ended", "rotation never extends the absolute life"


async def test_a_browser_refreshes_by_cookie_from_our_own_pages_only(house: Any) -> None:
    person = await house.register()
    await house.login(person, client="browser")
    url = f"{URL}/public/tokens/refresh"
    assert house.visitor.cookies.get(REFRESH_COOKIE)
    ours = {"mewayz-client": "web", "origin": ORIGIN}
    for headers in ({}, {"mewayz-client": "web"}, {"origin": ORIGIN}, ours | {"origin": "https://evil.example"}):
        assert (await house.visitor.post(url, headers=headers)).status_code == 403
    answer = await house.visitor.post(url, headers=ours)
    assert answer.status_code == 200, answer.text
    assert answer.json()["refresh_token"] is None
    assert REFRESH_COOKIE in answer.headers["set-cookie"]
    signed_out = await house.visitor.post(f"{URL}/public/tokens/revoke", headers=ours)
    assert signed_out.status_code == 204
    assert house.visitor.cookies.get(REFRESH_COOKIE) is None
    assert (await house.visitor.post(url, headers=ours)).status_code == 401


async def test_signing_out_ends_the_session_and_unknown_tokens_are_no_error(house: Any) -> None:
    person = await house.register()
    for token in ("nonsense", person.tokens["refresh_token"], person.tokens["refresh_token"]):
        answer = await house.visitor.post(f"{URL}/public/tokens/revoke", json={"refresh_token": token})
        assert answer.status_code == 204
    assert len(await house.bench.published("identity.session.revoked.v1")) == 1
    assert (await person.refresh()).json()["code"] == "session_ended"
