"""A house that may call providers on this machine, and the trip of a browser."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from mewayz_testing.issuer import FreeIssuer, free_issuer
from mewayz_testing.oidc import OidcProvider, running_provider

URL = "/api/v1/identity"
PUBLIC = "http://127.0.0.1:8080"
CALLBACK = f"{PUBLIC}{URL}/public/social/acme/callback"
ACCOUNTS = {
    "ada": {"email": "ada@example.org", "email_verified": True, "name": "Ada King"},
    "bob": {"email": "bob@example.org", "email_verified": False, "name": "Bob"},
    "nobody": {"name": "No Address"},
}


def parameters(url: str) -> dict[str, str]:
    """The query of a URL."""
    return dict(parse_qsl(urlsplit(url).query))


@dataclass
class Browser:
    """One browser on its way to the provider `acme` and back; it keeps cookies."""

    house: Any
    client: httpx2.AsyncClient
    provider: str = "acme"

    async def set_out(self, **query: str) -> str:
        """Where the browser is sent."""
        answer = await self.client.get(f"{URL}/public/social/{self.provider}/authorize", params=query)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def come_back(self, **query: str) -> httpx2.Response:
        """The answer of the callback."""
        return await self.client.get(f"{URL}/public/social/{self.provider}/callback", params=query)

    async def returned(self, **query: str) -> dict[str, str]:
        """What our page is told."""
        answer = await self.come_back(**query)
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"].startswith(f"{PUBLIC}/social-login?")
        return parameters(answer.headers["location"])

    async def exchange(self, code: str, **fields: Any) -> httpx2.Response:
        """Swap our code for tokens, as an app would keep them."""
        body = {"code": code, "client": "native"} | fields
        return await self.client.post(f"{URL}/public/social/exchange", json=body)


@pytest.fixture
async def house(open_house: Any) -> AsyncIterator[Any]:
    """An installation that may reach providers on this machine."""
    async with open_house(egress_allow="127.0.0.1/32", social_redirects=("com.mewayz.app:/social",)) as opened:
        yield opened


@pytest.fixture
def browse(house: Any) -> Any:
    """A new browser."""
    return lambda provider="acme": Browser(house, house.bench.client(), provider)


@pytest.fixture(scope="session")
def oidc() -> Iterator[OidcProvider]:
    """A real provider."""
    with running_provider(redirect_uris=[CALLBACK], accounts=ACCOUNTS) as provider:
        yield provider


@pytest.fixture
async def issuer() -> AsyncIterator[FreeIssuer]:
    """A provider that says what a test wants."""
    async with free_issuer() as opened:
        yield opened


@pytest.fixture
async def staff(house: Any) -> httpx2.AsyncClient:
    """The first administrator, for staff routes."""
    founder = await house.founder()
    client: httpx2.AsyncClient = await house.staff(founder.tokens["access_token"])
    return client


@pytest.fixture
def set_up(staff: httpx2.AsyncClient) -> Any:
    """Sets a provider up through the API."""

    async def made(**fields: Any) -> Any:
        body = {
            "kind": "oidc",
            "key": "acme",
            "client_id": "mewayz",
            "secret": "s3cret",
            "trusted_email": True,
        } | fields
        answer = await staff.post(f"{URL}/admin/identity-providers", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return made
