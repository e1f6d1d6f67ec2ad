"""What is special about some providers: Apple's signed secret and form, Facebook's Graph API, Microsoft's tenants."""

from typing import Any

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey

from mewayz_identity.social.tests.conftest import URL, parameters


def claims_for(house: Any, issuer: Any, asked: dict[str, str], **more: Any) -> dict[str, Any]:
    """An honest ID token for what was asked."""
    now = int(house.bench.clock.now().timestamp())
    honest = {"iss": issuer.url, "aud": "mewayz", "sub": "001", "iat": now, "exp": now + 300}
    return honest | ({"nonce": asked["nonce"]} if "nonce" in asked else {}) | more


async def test_apple_gets_a_signed_secret_and_answers_by_a_form(
    house: Any, issuer: Any, set_up: Any, browse: Any
) -> None:
    key = ECKey.generate_key("P-256")
    apple = {"team_id": "TEAM123456", "key_id": "KEY1234567", "secret": key.as_pem(private=True).decode()}
    shown = await set_up(kind="apple", key=None, issuer=issuer.url, **apple)
    assert (shown["key"], shown["secret_set"], shown["scopes"]) == ("apple", True, ["openid", "email", "name"])
    assert "secret" not in shown
    browser = browse("apple")
    asked = parameters(await browser.set_out())
    assert asked["response_mode"] == "form_post"
    issuer.id_token = issuer.sign(
        claims_for(house, issuer, asked, email="x7@privaterelay.appleid.com", email_verified="true")
    )
    form = {
        "state": asked["state"],
        "code": "granted",
        "user": orjson.dumps({"name": {"firstName": "Ada", "lastName": "King"}}).decode(),
    }
    posted = await browse("apple").client.post(f"{URL}/public/social/apple/callback", data=form)
    assert posted.status_code == 303, "without the cookie, which a foreign form does not bring"
    returned = await browser.returned(**parameters(posted.headers["location"]))
    user = (await browser.exchange(returned["code"])).json()["user"]
    assert (user["name"], user["email"], user["status"]) == ("Ada King", "x7@privaterelay.appleid.com", "active")
    secret = jwt.decode(issuer.asked[0]["client_secret"], key, algorithms=["ES256"])
    assert secret.header["kid"] == "KEY1234567"
    assert (secret.claims["iss"], secret.claims["sub"], secret.claims["aud"]) == ("TEAM123456", "mewayz", issuer.url)


async def test_facebook_speaks_graph_and_its_addresses_are_not_proven(
    house: Any, issuer: Any, set_up: Any, browse: Any
) -> None:
    bob = await house.verified("bob@example.org")
    await set_up(kind="facebook", key=None, issuer=issuer.url, api_url=f"{issuer.url}/graph", trusted_email=True)
    browser = browse("facebook")
    url = await browser.set_out()
    assert url.startswith(f"{issuer.url}/dialog/oauth?")
    issuer.userinfo = {"id": "1234567890", "name": "Bob", "email": bob.email}
    returned = await browser.returned(state=parameters(url)["state"], code="granted")
    assert (await browser.exchange(returned["code"])).json()["code"] == "social_link_required"
    me = issuer.asked[-1]
    assert (me["authorization"], len(me["appsecret_proof"])) == ("Bearer graph-token", 64)


async def test_microsoft_names_the_tenant_of_each_person(house: Any, issuer: Any, set_up: Any, browse: Any) -> None:
    await set_up(kind="microsoft", key=None, issuer=issuer.url, trusted_email=None)
    issuer.configured = {"issuer": f"{issuer.url}/{{tenantid}}/v2.0"}
    for tenant, named, outcome in (("t1", "t1", "code"), ("t1", "t2", "error")):
        browser = browse("microsoft")
        asked = parameters(await browser.set_out())
        claims = claims_for(house, issuer, asked, iss=f"{issuer.url}/{named}/v2.0", tid=tenant)
        issuer.id_token = issuer.sign(claims)
        assert list(await browser.returned(state=asked["state"], code="granted")) == [outcome]


async def test_linkedin_understands_neither_nonce_nor_pkce(house: Any, issuer: Any, set_up: Any, browse: Any) -> None:
    await set_up(kind="linkedin", key=None, issuer=issuer.url, trusted_email=None)
    browser = browse("linkedin")
    asked = parameters(await browser.set_out())
    assert not {"nonce", "code_challenge"} & set(asked)
    issuer.id_token = issuer.sign(claims_for(house, issuer, asked))
    assert "code" in await browser.returned(state=asked["state"], code="granted")
    assert "code_verifier" not in issuer.asked[0]
