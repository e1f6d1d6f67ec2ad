"""Social sign-in with a real OpenID provider."""

from typing import Any

import pytest

from mewayz_identity.social.tests.conftest import URL, parameters
from mewayz_testing.oidc import consent

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
"""RFC 7636, appendix B."""


@pytest.fixture
async def acme(set_up: Any, oidc: Any) -> Any:
    return await set_up(issuer=oidc.issuer, client_id=oidc.client_id, secret=oidc.secret, title="Acme")


async def proven(browser: Any, account: str, **query: str) -> str:
    """Our exchange code, after the whole trip."""
    back = parameters(await consent(await browser.set_out(**query), account=account))
    return (await browser.returned(**back))["code"]


async def test_a_newcomer_signs_in_and_comes_back(house: Any, acme: Any, browse: Any) -> None:
    options = (await house.visitor.get(f"{URL}/public/auth-options")).json()
    assert options["providers"] == [{"key": "acme", "kind": "oidc", "title": "Acme"}]
    browser = browse()
    first = await browser.exchange(await proven(browser, "ada"), locale="de", timezone="Europe/Berlin")
    assert first.status_code == 200, first.text
    user = first.json()["user"]
    assert (user["email"], user["name"], user["status"], user["locale"]) == (
        "ada@example.org",
        "Ada King",
        "active",
        "de",
    )
    assert user["email_verified_at"] is not None
    again = await browser.exchange(await proven(browser, "ada"))
    assert again.json()["user"]["id"] == user["id"]
    client = await house.forwarded(again.json()["access_token"])
    [link] = (await client.get(f"{URL}/social-links")).json()["items"]
    assert (link["provider"], link["subject"], link["email_at_link"]) == ("acme", "ada", "ada@example.org")
    only = await client.delete(f"{URL}/social-links/{link['id']}")
    assert (only.status_code, only.json()["code"]) == (409, "last_credential")


async def test_a_code_works_once_and_in_its_browser_only(acme: Any, browse: Any) -> None:
    browser = browse()
    code = await proven(browser, "ada")
    stolen = await browse().exchange(code)
    assert (stolen.status_code, stolen.json()["code"]) == (401, "code_closed")
    assert (await browser.exchange(code)).status_code == 200
    assert (await browser.exchange(code)).json()["code"] == "code_closed"


async def test_an_app_uses_the_system_browser_and_its_own_verifier(acme: Any, browse: Any) -> None:
    browser, app = browse(), browse()
    url = await browser.set_out(redirect_uri="com.mewayz.app:/social", code_challenge=CHALLENGE)
    answer = await browser.come_back(**parameters(await consent(url, account="ada")))
    location = answer.headers["location"]
    assert location.startswith("com.mewayz.app:/social?code=")
    code = parameters(location)["code"]
    assert (await app.exchange(code)).json()["code"] == "code_closed"
    assert (await app.exchange(code, code_verifier="x" * 43)).json()["code"] == "code_closed"
    assert (await app.exchange(code, code_verifier=VERIFIER)).status_code == 200


async def test_a_provider_that_is_trusted_finds_the_account_of_the_address(house: Any, acme: Any, browse: Any) -> None:
    ada = await house.verified("ada@example.org")
    browser = browse()
    answer = await browser.exchange(await proven(browser, "ada"))
    assert answer.json()["user"]["id"] == ada.id
    assert "access_token" in (await house.login(ada)).json(), "the password of a proven account stays"


async def test_the_owner_of_an_address_gets_the_account_a_stranger_has_made(house: Any, acme: Any, browse: Any) -> None:
    stranger = await house.register("ada@example.org")
    codes = await stranger.enrol_totp()
    browser = browse()
    answer = await browser.exchange(await proven(browser, "ada"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["id"] == stranger.id
    assert answer.json()["user"]["mfa"]["enrolled"] is False
    assert (await house.refresh(stranger.tokens["refresh_token"])).status_code == 401
    assert (await house.login(stranger)).json()["code"] == "invalid_credentials"
    assert codes
    client = await house.forwarded(answer.json()["access_token"])
    listed = (await client.get(f"{URL}/credentials")).json()["items"]
    assert [item["type"] for item in listed] == ["oidc"]


async def test_an_address_that_is_not_verified_never_finds_an_account(house: Any, acme: Any, browse: Any) -> None:
    bob = await house.verified("bob@example.org")
    browser = browse()
    code = await proven(browser, "bob")
    refused = await browser.exchange(code)
    assert (refused.status_code, refused.json()["code"]) == (409, "social_link_required")
    client = await bob.client()
    browser.client.headers |= {"mewayz-internal-token": client.headers["mewayz-internal-token"]}
    made = await browser.client.post(f"{URL}/social-links", json={"code": code})
    assert made.status_code == 201, made.text
    other = browse()
    signed_in = await other.exchange(await proven(other, "bob"))
    assert signed_in.json()["user"]["id"] == bob.id


async def test_linking_needs_a_fresh_proof_and_nobody_takes_over_a_link(house: Any, acme: Any, browse: Any) -> None:
    browser = browse()
    owner = (await browser.exchange(await proven(browser, "ada"))).json()["user"]
    eve = await house.verified()
    mine = browse()
    mine.client.headers |= {"mewayz-internal-token": (await eve.client()).headers["mewayz-internal-token"]}
    taken = await mine.client.post(f"{URL}/social-links", json={"code": await proven(mine, "ada")})
    assert (taken.status_code, taken.json()["code"]) == (409, "social_account_linked")
    code = await proven(mine, "bob")
    house.bench.clock.advance(minutes=11)
    client = await eve.client()
    mine.client.headers |= {"mewayz-internal-token": client.headers["mewayz-internal-token"]}
    stale = await mine.client.post(f"{URL}/social-links", json={"code": code})
    assert (stale.status_code, stale.json()["code"]) == (403, "step_up_required")
    assert (await client.get(f"{URL}/social-links")).json()["items"] == []
    assert owner["id"] != eve.id


async def test_a_second_factor_is_asked_for_after_a_social_sign_in(house: Any, acme: Any, browse: Any) -> None:
    ada = await house.verified("ada@example.org")
    await ada.enrol_totp()
    browser = browse()
    question = (await browser.exchange(await proven(browser, "ada"))).json()
    assert question["status"] == "mfa_required"
    assert "access_token" not in question
    house.bench.clock.advance(seconds=30)
    done = await house.visitor.post(f"{URL}/public/logins/{question['challenge']}/verify", json={"code": ada.code()})
    assert (await house.claims(done.json()["access_token"]))["aal"] == 2


async def test_without_an_address_there_is_no_account(acme: Any, browse: Any) -> None:
    browser = browse()
    refused = await browser.exchange(await proven(browser, "nobody"))
    assert (refused.status_code, refused.json()["code"]) == (409, "social_email_missing")


async def test_a_provider_that_is_not_trusted_makes_an_account_that_must_be_verified(
    house: Any, set_up: Any, oidc: Any, browse: Any
) -> None:
    await set_up(issuer=oidc.issuer, client_id=oidc.client_id, secret=oidc.secret, trusted_email=False)
    browser = browse()
    made = (await browser.exchange(await proven(browser, "ada"))).json()
    assert (made["user"]["status"], made["user"]["email_verified_at"]) == ("pending", None)
    client = await house.forwarded(made["access_token"])
    house.bench.clock.advance(minutes=11)
    asked = (await client.post(f"{URL}/step-ups/options", json={"factor": "email_code"})).json()
    code = (await house.mails("ada@example.org", "login_code"))[-1]["data"]["code"]
    body = {"factor": "email_code", "code": code, "flow": asked["flow"]}
    stepped = await client.post(f"{URL}/step-ups", json=body)
    assert stepped.status_code == 200, stepped.text
    assert (await house.claims(stepped.json()["access_token"]))["aal"] == 1
