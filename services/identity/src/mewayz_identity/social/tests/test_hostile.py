"""Providers and strangers that lie: nobody is signed in, and no account is made."""

from typing import Any

import pytest
import sqlalchemy as sa
from joserfc.jwk import RSAKey

from mewayz_identity.social.tests.conftest import URL, parameters
from mewayz_identity.users.service import User
from mewayz_testing.race import race_statuses


async def people(house: Any) -> int:
    """How many accounts there are."""
    async with house.bench.uow() as uow:
        return int(await uow.scalar(sa.select(sa.func.count()).select_from(User)))


class Trip:
    """A browser on its way to the free issuer, with the claims an honest answer would have."""

    def __init__(self, browser: Any, house: Any, issuer: Any, asked: dict[str, str]) -> None:
        self.browser, self.issuer, self.asked = browser, issuer, asked
        now = int(house.bench.clock.now().timestamp())
        self.claims = {
            "iss": issuer.url,
            "aud": "mewayz",
            "sub": "ada",
            "nonce": asked.get("nonce"),
            "iat": now,
            "exp": now + 300,
            "email": "ada@example.org",
            "email_verified": True,
        }

    async def back(self, **query: str) -> dict[str, str]:
        """What our page is told."""
        known = {"state": self.asked["state"], "code": "granted"}
        returned: dict[str, str] = await self.browser.returned(**(known | query))
        return returned


@pytest.fixture
async def trip(house: Any, issuer: Any, set_up: Any, browse: Any) -> Any:
    await set_up(issuer=issuer.url)

    async def begun() -> Trip:
        browser = browse()
        return Trip(browser, house, issuer, parameters(await browser.set_out()))

    return begun


async def test_state_nonce_and_verifier_are_new_each_time_and_the_honest_answer_is_taken(house: Any, trip: Any) -> None:
    one, two = await trip(), await trip()
    for name in ("state", "nonce", "code_challenge"):
        assert one.asked[name] != two.asked[name]
    assert one.asked["code_challenge_method"] == "S256"
    one.issuer.id_token = one.issuer.sign(one.claims)
    returned = await one.back()
    assert (await one.browser.exchange(returned["code"])).status_code == 200
    [asked] = one.issuer.asked
    assert asked["grant_type"] == "authorization_code"
    assert len(asked["code_verifier"]) >= 43
    again = await one.browser.come_back(state=one.asked["state"], code="granted")
    assert (again.status_code, again.json()["code"]) == (400, "invalid_state")


LIES: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "of another sign-in"},
    "no_nonce": {"nonce": None},
    "audience": {"aud": "somebody-else"},
    "audiences_without_azp": {"aud": ["mewayz", "somebody-else"]},
    "azp": {"azp": "somebody-else"},
    "issuer": {"iss": "https://accounts.google.com"},
    "expired": {"exp": 1_700_000_000},
    "no_subject": {"sub": None},
    "subject_too_long": {"sub": "a" * 256},
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_id_token_that_is_not_for_this_sign_in_is_refused(house: Any, trip: Any, lie: str) -> None:
    before = await people(house)
    journey = await trip()
    claims = {name: value for name, value in (journey.claims | LIES[lie]).items() if value is not None}
    journey.issuer.id_token = journey.issuer.sign(claims)
    assert await journey.back() == {"error": "identity_refused"}
    assert await people(house) == before


async def test_an_id_token_that_is_unsigned_or_signed_by_another_key_is_refused(house: Any, trip: Any) -> None:
    before = await people(house)
    for kind in ("unsigned", "another_key", "shared_secret", "no_token"):
        journey = await trip()
        signed = journey.issuer.sign(journey.claims)
        body = signed.split(".")[1]
        match kind:
            case "unsigned":
                journey.issuer.id_token = f"eyJhbGciOiJub25lIn0.{body}."
            case "another_key":
                journey.issuer.id_token = journey.issuer.sign(journey.claims, key=RSAKey.generate_key(2048))
            case "shared_secret":
                journey.issuer.id_token = f"eyJhbGciOiJIUzI1NiJ9.{body}.AAAA"
            case "no_token":
                journey.issuer.id_token = "nothing"
        assert await journey.back() == {"error": "identity_refused"}, kind
    assert await people(house) == before


async def test_another_browser_or_a_made_up_state_gets_nowhere(house: Any, trip: Any, browse: Any) -> None:
    journey = await trip()
    journey.issuer.id_token = journey.issuer.sign(journey.claims)
    for browser, state in ((browse(), journey.asked["state"]), (journey.browser, "made-up"), (journey.browser, "")):
        refused = await browser.come_back(state=state, code="granted")
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_state")
    assert journey.issuer.asked == [], "the provider is not even asked"
    assert "code" in await journey.back(), "and the honest browser still arrives"


async def test_an_answer_of_another_issuer_or_a_refusal_is_told_to_the_page(trip: Any) -> None:
    mixed = await trip()
    mixed.issuer.id_token = mixed.issuer.sign(mixed.claims)
    assert await mixed.back(iss="https://evil.example") == {"error": "identity_refused"}
    denied = await trip()
    assert await denied.browser.returned(state=denied.asked["state"], error="access_denied") == {
        "error": "access_denied"
    }


async def test_people_are_sent_back_to_listed_addresses_only(trip: Any, browse: Any) -> None:
    await trip()
    for target in ("https://evil.example", "http://127.0.0.1:8080/social-login/../x", "com.mewayz.app:/social?x=1"):
        answer = await browse().client.get(f"{URL}/public/social/acme/authorize", params={"redirect_uri": target})
        assert (answer.status_code, answer.json()["code"]) == (400, "redirect_not_allowed")


async def test_what_is_not_set_up_is_not_pretended(house: Any, trip: Any, set_up: Any) -> None:
    await set_up(key="off", issuer="https://login.example.com", enabled=False)
    for key, status, code in (
        ("google", 409, "provider_not_configured"),
        ("off", 409, "provider_not_configured"),
        ("nowhere", 404, "not_found"),
    ):
        answer = await house.visitor.get(f"{URL}/public/social/{key}/authorize")
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_userinfo_counts_for_the_same_subject_only(house: Any, trip: Any) -> None:
    for subject, outcome in (("ada", "code"), ("eve", "error")):
        journey = await trip()
        journey.issuer.userinfo = {"sub": subject, "email": "ada@example.org", "email_verified": True}
        house.bench.clock.advance(minutes=11)  # the configuration is read again
        journey = await trip()
        claims = {name: value for name, value in journey.claims.items() if not name.startswith("email")}
        journey.issuer.id_token = journey.issuer.sign(claims)
        assert list(await journey.back()) == [outcome]


async def test_the_same_subject_twice_at_once_is_one_account_and_one_link(house: Any, trip: Any) -> None:
    before, journeys, codes = await people(house), [await trip() for _ in range(3)], []
    for journey in journeys:
        journey.issuer.id_token = journey.issuer.sign(journey.claims)
        codes.append((await journey.back())["code"])

    async def attempt(number: int) -> Any:
        return await journeys[number].browser.exchange(codes[number])

    statuses = await race_statuses(attempt, callers=3)
    assert statuses[200] >= 1
    assert statuses.keys() <= {200, 409}
    assert await people(house) == before + 1
    again = await trip()
    again.issuer.id_token = again.issuer.sign(again.claims)
    answer = await again.browser.exchange((await again.back())["code"])
    client = await house.forwarded(answer.json()["access_token"])
    assert len((await client.get(f"{URL}/social-links")).json()["items"]) == 1


async def test_an_exchange_code_ends_after_five_minutes(house: Any, trip: Any) -> None:
    journey = await trip()
    journey.issuer.id_token = journey.issuer.sign(journey.claims)
    code = (await journey.back())["code"]
    house.bench.clock.advance(minutes=5, seconds=1)
    late = await journey.browser.exchange(code)
    assert (late.status_code, late.json()["code"]) == (401, "code_closed")
