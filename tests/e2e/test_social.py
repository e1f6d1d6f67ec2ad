"""Coming in by an account elsewhere, with a real OpenID provider; and by a mailed code, into one portal."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx2
import pytest

from mewayz_testing.house import House, seen_from_outside, standing
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
        admin = await platform.admin()
        house.move_clock(31)  # so that the authenticator shows another code
        await admin.sign_in()
        made = await admin.must(
            "POST",
            f"{IDENTITY}/admin/identity-providers",
            json={
                "kind": "oidc",
                "key": key,
                "issuer": running.issuer,
                "client_id": running.client_id,
                "secret": running.secret,
                "trusted_email": True,
            },
        )
        assert made["callback_url"] == callback
        tested = await admin.must("POST", f"{IDENTITY}/admin/identity-providers/{made['id']}/test")
        assert tested["last_test_error"] is None
        yield key


async def come_in(browser: httpx2.AsyncClient, key: str, account: str) -> httpx2.Response:
    """The trip to the provider and back, and the exchange of our code."""
    away = await browser.get(f"{PUBLIC}/social/{key}/authorize")
    assert away.status_code == 303, away.text
    back = await browser.get(await consent(away.headers["location"], account=account))
    assert back.status_code == 303, back.text
    code = dict(parse_qsl(urlsplit(back.headers["location"]).query))["code"]
    return await browser.post(f"{PUBLIC}/social/exchange", json={"code": code, "client": "native"})


async def test_an_account_elsewhere_signs_in_and_asks_for_the_second_factor(house: House, platform: Platform) -> None:
    ada = await platform.newcomer("Ada")
    accounts = {
        "ada": {"email": ada.email, "email_verified": True, "name": "Ada"},
        "eve": {"email": ada.email, "email_verified": False, "name": "Eve"},
        "zoe": {"email": f"zoe-{uuid4().hex[:8]}@example.com", "email_verified": True, "name": "Zoe"},
    }
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        assert key in {one["key"] for one in succeed(await browser.get(f"{PUBLIC}/auth-options"))["providers"]}
        zoe = succeed(await come_in(browser, key, "zoe"))["user"]
        assert (zoe["name"], zoe["status"]) == ("Zoe", "active")
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        refused = await come_in(browser, key, "eve")
        assert (refused.status_code, refused.json()["code"]) == (409, "social_link_required")
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        assert succeed(await come_in(browser, key, "ada"))["user"]["id"] == ada.id
        await ada.enrol_totp()
    async with provider(house, platform, accounts) as key, platform.connect() as browser:
        assert succeed(await come_in(browser, key, "ada"))["status"] == "mfa_required"


async def test_nobody_arrives_who_has_not_set_out(house: House, platform: Platform) -> None:
    async with provider(house, platform, {}) as key, platform.connect() as browser, platform.connect() as other:
        away = await browser.get(f"{PUBLIC}/social/{key}/authorize")
        state = dict(parse_qsl(urlsplit(away.headers["location"]).query))["state"]
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
