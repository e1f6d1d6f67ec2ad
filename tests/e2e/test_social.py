"""Coming in by an account elsewhere, with a real OpenID provider and with one that lies; and by a mailed code, into one
portal."""

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx2
import pytest
from joserfc.jwk import RSAKey

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.issuer import FreeIssuer, free_issuer
from mewayz_testing.oidc import consent, running_provider
from mewayz_testing.people import IDENTITY, Person, Platform, Seat, succeed

PUBLIC = f"{IDENTITY}/public"


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of these tests alone: providers go by the machine's clock, which other tests leave behind."""
    with standing(request.config.getoption("--house"), tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def platform(house: House) -> Platform:
    """That house seen from outside."""
    return seen_from_outside(house)


@asynccontextmanager
async def provider(house: House, platform: Platform, accounts: dict[str, Any]) -> AsyncIterator[str]:
    """A provider that the house knows; gives its key."""
    key = f"acme-{uuid4().hex[:8]}"
    callback = f"{house.url}{PUBLIC}/social/{key}/callback"
    with running_provider(redirect_uris=[callback], accounts=accounts) as running:
        known = await set_up(house, platform, key, running.issuer, running.client_id, running.secret)
        assert known["callback_url"] == callback
        yield key


async def set_up(house: House, platform: Platform, key: str, issuer: str, client_id: str, secret: str) -> Any:
    """Staff makes a provider known to the house, and tries it."""
    admin = await platform.admin()
    house.move_clock(31)  # so that the authenticator shows another code
    await admin.sign_in()
    about = {"kind": "oidc", "key": key, "issuer": issuer, "client_id": client_id, "secret": secret}
    made = await admin.must("POST", f"{IDENTITY}/admin/identity-providers", json=about | {"trusted_email": True})
    tested = await admin.must("POST", f"{IDENTITY}/admin/identity-providers/{made['id']}/test")
    assert tested["last_test_error"] is None
    return tested


def parameters(url: str) -> dict[str, str]:
    """The query of a URL."""
    return dict(parse_qsl(urlsplit(url).query))


async def set_out(browser: httpx2.AsyncClient, key: str) -> str:
    """Where the browser is sent."""
    away = await browser.get(f"{PUBLIC}/social/{key}/authorize")
    assert away.status_code == 303, away.text
    return str(away.headers["location"])


async def returned(browser: httpx2.AsyncClient, url: str, **query: str) -> dict[str, str]:
    """What our page is told when the browser comes back."""
    back = await browser.get(url, params=query or None)
    assert back.status_code == 303, back.text
    return parameters(back.headers["location"])


async def exchange(browser: httpx2.AsyncClient, code: str) -> httpx2.Response:
    """Swap our code for tokens."""
    return await browser.post(f"{PUBLIC}/social/exchange", json={"code": code, "client": "native"})


async def come_in(browser: httpx2.AsyncClient, key: str, account: str) -> httpx2.Response:
    """The trip to the provider and back, and the exchange of our code."""
    back = await consent(await set_out(browser, key), account=account)
    return await exchange(browser, (await returned(browser, back))["code"])


async def test_an_account_elsewhere_signs_in_and_asks_for_the_second_factor(house: House, platform: Platform) -> None:
    ada = await platform.newcomer("Ada")
    accounts = {
        "ada": {"email": ada.email, "email_verified": True, "name": "Ada"},
        "eve": {"email": ada.email, "email_verified": False, "name": "Eve"},
        "zoe": {"email": f"zoe-{uuid4().hex[:8]}@example.com", "email_verified": True, "name": "Zoe"},
    }
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        assert key in {one["key"] for one in succeed(await browser.get(f"{PUBLIC}/auth-options"))["providers"]}
        tokens = succeed(await come_in(browser, key, "zoe"))
        assert (tokens["user"]["name"], tokens["user"]["status"]) == ("Zoe", "active")
        zoe = Person(platform, tokens["user"]["email"], "Zoe", access_token=tokens["access_token"])
        await keeps_the_only_way_in(zoe)
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        refused = await come_in(browser, key, "eve")
        assert (refused.status_code, refused.json()["code"]) == (409, "social_link_required")
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        assert succeed(await come_in(browser, key, "ada"))["user"]["id"] == ada.id
        await ada.enrol_totp()
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        assert succeed(await come_in(browser, key, "ada"))["status"] == "mfa_required"


async def keeps_the_only_way_in(person: Person) -> None:
    """Whoever has nothing but an account elsewhere cannot cut it off."""
    url = f"{IDENTITY}/credentials"
    [only] = (await person.must("GET", url))["items"]
    assert only["type"] == "oidc"
    for path in (f"{url}/{only['id']}", f"{IDENTITY}/social-links/{only['id']}"):
        refused = await person.request("DELETE", path)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_credential")
    assert (await person.must("GET", url))["items"] == [only]


async def accounts_of(platform: Platform, email: str) -> list[Any]:
    """The users with an address."""
    admin = await platform.admin()
    found: list[Any] = (await admin.must("GET", f"{IDENTITY}/admin/users", params={"email_norm": email}))["items"]
    return found


LIES: dict[str, dict[str, Any]] = {
    "nonce of another sign-in": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "audience": {"aud": "somebody-else"},
    "issuer": {"iss": "https://accounts.google.com"},
    "expired": {"exp": 1_700_000_000},
    "unsigned": {},
    "another key": {},
    "shared secret": {},
    "nothing": {},
}


def told(issuer: FreeIssuer, claims: dict[str, Any], lie: str) -> str:
    """An ID token with this lie in it."""
    claims = {name: value for name, value in (claims | LIES.get(lie, {})).items() if value is not None}
    signed = issuer.sign(claims)
    body = signed.split(".")[1]
    match lie:
        case "unsigned":
            return ".".join([encoded(b'{"alg":"none"}'), body, ""])
        case "shared secret":
            return ".".join([encoded(b'{"alg":"HS256"}'), body, encoded(b"signature")])
        case "another key":
            return issuer.sign(claims, key=RSAKey.generate_key(2048))
        case "nothing":
            return "nothing"
    return signed


def encoded(text: bytes) -> str:
    """Base64 as tokens use it."""
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


async def test_a_provider_that_lies_signs_nobody_in_and_makes_no_account(house: House, platform: Platform) -> None:
    key = f"free-{uuid4().hex[:8]}"
    callback = f"{PUBLIC}/social/{key}/callback"
    async with free_issuer() as issuer, platform.connect() as browser:
        await set_up(house, platform, key, issuer.url, "mewayz", "s3cret")
        now = int(platform.now().timestamp())
        for lie in [*LIES, "none of them"]:
            email, asked = f"mia-{uuid4().hex[:8]}@example.com", parameters(await set_out(browser, key))
            claims = {"iss": issuer.url, "aud": "mewayz", "sub": email, "nonce": asked["nonce"], "iat": now}
            claims |= {"exp": now + 600, "email": email, "email_verified": True, "name": "Mia"}
            issuer.id_token = told(issuer, claims, lie)
            answer = await returned(browser, callback, state=asked["state"], code="granted")
            if lie in LIES:
                assert answer == {"error": "identity_refused"}, lie
                assert await accounts_of(platform, email) == [], lie
        verifier = issuer.asked[-1]["code_verifier"]
        assert encoded(sha256(verifier.encode()).digest()) == asked["code_challenge"], "PKCE (RFC 7636)"
        assert succeed(await exchange(browser, answer["code"]))["user"]["email"] == email
        assert len(await accounts_of(platform, email)) == 1, "the honest answer is taken"


async def test_a_code_of_another_browser_does_not_fit_the_verifier(house: House, platform: Platform) -> None:
    email = f"mia-{uuid4().hex[:8]}@example.com"
    accounts = {"mia": {"email": email, "email_verified": True, "name": "Mia"}}
    async with provider(house, platform, accounts) as key, platform.connect() as one, platform.connect() as other:
        stolen = parameters(await consent(await set_out(one, key), account="mia"))["code"]
        state = parameters(await set_out(other, key))["state"]
        callback = f"{PUBLIC}/social/{key}/callback"
        assert await returned(other, callback, state=state, code=stolen) == {"error": "identity_refused"}
        again = await other.get(callback, params={"state": state, "code": stolen})
        assert (again.status_code, again.json()["code"]) == (400, "invalid_state"), "a state works once"
        assert await accounts_of(platform, email) == []


async def test_nobody_arrives_who_has_not_set_out(house: House, platform: Platform) -> None:
    async with provider(house, platform, {}) as key, platform.connect() as browser, platform.connect() as other:
        state = parameters(await set_out(browser, key))["state"]
        for client, given in ((other, state), (browser, "made-up")):
            answer = await client.get(f"{PUBLIC}/social/{key}/callback", params={"state": given, "code": "x"})
            assert (answer.status_code, answer.json()["code"]) == (400, "invalid_state")
        target = await browser.get(f"{PUBLIC}/social/{key}/authorize", params={"redirect_uri": "https://evil.example"})
        assert target.json()["code"] == "redirect_not_allowed"
    off = await platform.request("GET", f"{PUBLIC}/social/google/authorize")
    assert (off.status_code, off.json()["code"]) == (409, "provider_not_configured")


@pytest.fixture
async def school(platform: Platform) -> tuple[Seat, str]:
    """A workspace and its handle, once identity has heard of it."""
    owner = await platform.newcomer("Owner")
    seat = await owner.create_workspace(f"School {uuid4().hex[:6]}")
    slug = succeed(await seat.get(f"/api/v1/workspace/workspaces/{seat.id}"))["slug"]

    async def known() -> bool:
        body = {"workspace": slug, "email": f"warm-up-{uuid4().hex[:8]}@example.com"}
        return (await platform.request("POST", f"{PUBLIC}/portal-logins", json=body)).status_code == 202

    await platform.until(known, "a workspace that identity knows")
    return seat, slug


async def enter(platform: Platform, slug: str, email: str) -> Any:
    """Ask for a code, read it in the mail, and show it."""
    body = {"workspace": slug, "email": email}
    flow = succeed(await platform.request("POST", f"{PUBLIC}/portal-logins", json=body))["flow"]
    code = await platform.found_in_mail(email, r"(\d{6}) is your code for")
    return succeed(
        await platform.request(
            "POST", f"{PUBLIC}/portal-logins/verify", json={"flow": flow, "code": code, "client": "native"}
        )
    )


async def test_a_learner_comes_into_the_portal_and_nowhere_else(platform: Platform, school: tuple[Seat, str]) -> None:
    seat, slug = school
    email = f"lea-{uuid4().hex[:8]}@example.com"
    tokens = await enter(platform, slug, email)
    lea = Person(platform, email, "Lea", access_token=tokens["access_token"])
    for url in ("/api/v1/crm/contacts", f"{IDENTITY}/me", "/api/v1/workspace/workspaces", f"{IDENTITY}/api-keys"):
        for workspace in (seat.id, None, str(uuid4())):
            answer = await lea.request("GET", url, workspace=workspace)
            assert answer.status_code in {403, 404}, f"{url}: {answer.text}"
    refreshed = await platform.request(
        "POST", f"{PUBLIC}/tokens/refresh", json={"refresh_token": tokens["refresh_token"]}
    )
    lea.access_token = succeed(refreshed)["access_token"]
    assert (await lea.request("GET", f"{IDENTITY}/me")).status_code == 403, "refreshing opens nothing more"


async def test_the_portal_asks_for_a_second_factor_too(platform: Platform, school: tuple[Seat, str]) -> None:
    bob = await platform.newcomer("Bob")
    await bob.enrol_totp()
    assert (await enter(platform, school[1], bob.email))["status"] == "mfa_required"
