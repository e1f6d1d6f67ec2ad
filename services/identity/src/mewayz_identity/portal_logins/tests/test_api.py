"""Coming into the portal of one workspace."""

from typing import Any

import pytest
from joserfc import jwt

from mewayz_testing.race import race_statuses

URL = "/api/v1/identity"


@pytest.fixture
async def acme(house: Any) -> Any:
    return await house.bench.workspace(slug="acme", name="Acme School")


async def ask(house: Any, email: str, workspace: str = "acme") -> Any:
    return await house.visitor.post(f"{URL}/public/portal-logins", json={"workspace": workspace, "email": email})


async def enter(house: Any, email: str, **fields: Any) -> Any:
    """Ask for a code, read it in the mail, and show it."""
    flow = (await ask(house, email)).json()["flow"]
    code = (await house.mails(email, "portal_login"))[-1]["data"]["code"]
    body = {"flow": flow, "code": code, "client": "native"} | fields
    return await house.visitor.post(f"{URL}/public/portal-logins/verify", json=body)


async def portal_claims(house: Any, token: str) -> dict[str, Any]:
    """The verified claims of a portal token."""
    decoded = jwt.decode(token, await house.keys(), algorithms=["Ed25519"])
    assert decoded.header["typ"] == "at+jwt"
    return decoded.claims


async def test_a_newcomer_comes_in_and_stays_inside_one_workspace(house: Any, acme: Any) -> None:
    answer = await enter(house, "lea@example.com")
    assert answer.status_code == 200, answer.text
    user = answer.json()["user"]
    assert (user["email"], user["name"], user["status"]) == ("lea@example.com", "lea", "active")
    claims = await portal_claims(house, answer.json()["access_token"])
    assert (claims["aud"], claims["ws"], claims["sub"]) == ("portal", str(acme), user["id"])
    refreshed = await house.refresh(answer.json()["refresh_token"])
    renewed = await portal_claims(house, refreshed.json()["access_token"])
    assert (renewed["aud"], renewed["ws"]) == ("portal", str(acme)), "refreshing opens nothing more"
    again = await enter(house, "LEA@example.com")
    assert again.json()["user"]["id"] == user["id"]
    assert len(await house.bench.published("identity.user.verified.v1")) == 1


async def test_known_and_unknown_addresses_get_the_same_answer_and_a_mail_each(house: Any, acme: Any) -> None:
    known = await house.verified()
    answers = [await ask(house, known.email), await ask(house, "unknown@example.com")]
    assert [a.status_code for a in answers] == [202, 202]
    assert {frozenset(a.json()) for a in answers} == {frozenset({"flow", "expires_in"})}
    assert len({len(a.content) for a in answers}) == 1
    for email in (known.email, "unknown@example.com"):
        [mail] = await house.mails(email, "portal_login")
        assert mail["data"]["workspace"] == "Acme School"
    nowhere = await ask(house, known.email, workspace="nowhere")
    assert nowhere.status_code == 404


async def test_a_second_factor_is_asked_for_and_the_way_stays_a_portal(house: Any, acme: Any) -> None:
    person = await house.verified()
    await person.enrol_totp()
    question = (await enter(house, person.email)).json()
    assert question["status"] == "mfa_required"
    house.bench.clock.advance(seconds=30)
    done = await house.visitor.post(f"{URL}/public/logins/{question['challenge']}/verify", json={"code": person.code()})
    claims = await portal_claims(house, done.json()["access_token"])
    assert (claims["aud"], claims["ws"], claims["aal"]) == ("portal", str(acme), 2)


async def test_a_portal_never_carries_the_rights_of_staff(house: Any, acme: Any) -> None:
    founder = await house.founder()
    question = (await enter(house, founder.email)).json()
    house.bench.clock.advance(seconds=30)
    done = await house.visitor.post(
        f"{URL}/public/logins/{question['challenge']}/verify", json={"code": founder.code()}
    )
    assert "staff" not in await portal_claims(house, done.json()["access_token"])


async def test_the_owner_of_an_address_gets_the_account_a_stranger_has_made(house: Any, acme: Any) -> None:
    stranger = await house.register("lea@example.com")
    answer = await enter(house, "lea@example.com")
    assert answer.json()["user"]["id"] == stranger.id
    assert (await house.refresh(stranger.tokens["refresh_token"])).status_code == 401
    assert (await house.login(stranger)).json()["code"] == "invalid_credentials"


async def test_wrong_codes_end_and_mails_are_limited(house: Any, acme: Any) -> None:
    flow = (await ask(house, "lea@example.com")).json()["flow"]
    body = {"flow": flow, "code": "000000", "client": "native"}
    answers = [await house.visitor.post(f"{URL}/public/portal-logins/verify", json=body) for _ in range(6)]
    assert [a.json()["code"] for a in answers] == ["invalid_code"] * 5 + ["verification_closed"]
    for _ in range(6):
        assert (await ask(house, "lea@example.com")).status_code == 202
    assert len(await house.mails("lea@example.com", "portal_login")) == 5
    late = (await ask(house, "zoe@example.com")).json()["flow"]
    house.bench.clock.advance(minutes=11)
    over = await house.visitor.post(f"{URL}/public/portal-logins/verify", json=body | {"flow": late})
    assert (over.status_code, over.json()["code"]) == (410, "verification_closed")


async def test_one_code_makes_one_account_and_one_session(house: Any, acme: Any) -> None:
    flow = (await ask(house, "lea@example.com")).json()["flow"]
    code = (await house.mails("lea@example.com", "portal_login"))[-1]["data"]["code"]
    body = {"flow": flow, "code": code, "client": "native"}

    async def attempt(_number: int) -> Any:
        return await house.bench.client().post(f"{URL}/public/portal-logins/verify", json=body)

    assert await race_statuses(attempt, callers=4) == {200: 1, 410: 3}
    assert len(await house.bench.published("identity.user.created.v1")) == 1


async def test_browsers_keep_the_portal_beside_the_back_office(house: Any, acme: Any) -> None:
    answer = await enter(house, "lea@example.com", client="browser")
    cookies = answer.headers.get_list("set-cookie")
    assert any(cookie.startswith("mewayz_portal_refresh=mwr_") and "HttpOnly" in cookie for cookie in cookies)
    assert not any(cookie.startswith("mewayz_refresh=") for cookie in cookies)
    headers = {"origin": house.bench.runtime.settings.public_url, "mewayz-client": "portal"}
    house.visitor.cookies.set("mewayz_portal_refresh", cookies[0].split("=", 1)[1].split(";")[0])
    refreshed = await house.visitor.post(f"{URL}/public/tokens/refresh", headers=headers)
    assert refreshed.status_code == 200, refreshed.text
    assert (await portal_claims(house, refreshed.json()["access_token"]))["aud"] == "portal"


async def test_a_disabled_person_stays_outside(house: Any, acme: Any) -> None:
    person, founder = await house.verified(), await house.founder()
    staff = await house.staff(founder.tokens["access_token"])
    reason = {"confirm": person.email, "reason": "asked for by phone"}
    assert (await staff.post(f"{URL}/admin/users/{person.id}/disable", json=reason)).status_code == 200
    answer = await enter(house, person.email)
    assert (answer.status_code, answer.json()["code"]) == (403, "account_disabled")
