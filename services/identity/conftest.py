"""What the tests of identity share: workspace's mail outlet, and people who come through the public routes."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
import pyotp
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.tokens import TokenVerifier
from mewayz_testing.bench import ServiceBench

URL = "/api/v1/identity"
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
OpenBench = Callable[..., AbstractAsyncContextManager[ServiceBench]]


@dataclass
class Mailroom:
    """Workspace's side of `POST /internal/v1/mails`: keeps each message once, for whoever shows a service token."""

    mails: list[dict[str, Any]] = field(default_factory=list)
    keys: KeySet | None = None
    away: bool = False

    def app(self) -> Starlette:
        """The ASGI app that identity's internal client reaches."""

        async def accept(request: Request) -> JSONResponse:
            if self.away:
                return JSONResponse({}, status_code=503)
            assert self.keys is not None
            caller = TokenVerifier(lambda _issuer: self.keys).verify(request.headers["mewayz-internal-token"])
            assert (caller.kind, caller.id) == ("service", "identity")
            mail = await request.json()
            if mail["message_id"] not in {known["message_id"] for known in self.mails}:
                self.mails.append(mail)
            return JSONResponse({}, status_code=202)

        return Starlette(routes=[Route("/internal/v1/mails", accept, methods=["POST"])])

    def to(self, address: str, template: str | None = None) -> list[dict[str, Any]]:
        """The mails to one address, oldest first."""
        return [m for m in self.mails if m["to"] == address and template in {None, m["template"]}]


@dataclass
class Person:
    """Somebody with an account, using an app (`client=native`)."""

    house: "House"
    email: str
    tokens: dict[str, Any]
    flow: str = ""
    password: str = PASSWORD
    totp: pyotp.TOTP | None = None

    @property
    def id(self) -> str:
        """The user id."""
        return str(self.tokens["user"]["id"])

    async def claims(self) -> dict[str, Any]:
        """The verified claims of the present access token."""
        return await self.house.claims(self.tokens["access_token"])

    async def client(self) -> httpx2.AsyncClient:
        """A client as the gateway would forward it for the present access token."""
        return await self.house.forwarded(self.tokens["access_token"])

    async def refresh(self) -> httpx2.Response:
        """Swap the refresh token, and keep what comes."""
        answer = await self.house.refresh(self.tokens["refresh_token"])
        if answer.status_code == 200:
            self.tokens = answer.json() | {"device_token": self.tokens["device_token"]}
        return answer

    async def enrol_totp(self) -> list[str]:
        """Protect the account by an authenticator; answers the recovery codes."""
        client = await self.client()
        enrolment = (await client.post(f"{URL}/totp-credentials", json={})).json()
        self.totp = pyotp.TOTP(enrolment["secret"])
        confirmed = await client.post(f"{URL}/totp-credentials/{enrolment['id']}/confirm", json={"code": self.code()})
        assert confirmed.status_code == 200, confirmed.text
        return list(confirmed.json()["recovery_codes"])

    def code(self) -> str:
        """The code of the authenticator at this moment."""
        assert self.totp is not None
        return self.totp.at(self.house.bench.clock.now())


class House:
    """One installation of identity with its mails, seen from outside."""

    def __init__(self, bench: ServiceBench, mailroom: Mailroom) -> None:
        self.bench = bench
        self.mailroom = mailroom
        self.visitor = bench.client()
        self._count = 0

    async def keys(self) -> KeySet:
        """The published keys."""
        return KeySet.import_key_set((await self.visitor.get("/internal/v1/jwks")).json())

    async def claims(self, access_token: str) -> dict[str, Any]:
        """The claims of an access token, checked as the gateway checks them."""
        token = jwt.decode(access_token, await self.keys(), algorithms=["Ed25519"])
        assert token.header["typ"] == "at+jwt"
        assert (token.claims["aud"], token.claims["iss"]) == ("mewayz", self.bench.runtime.settings.public_url)
        return token.claims

    async def forwarded(self, access_token: str) -> httpx2.AsyncClient:
        """What reaches the service when the gateway has swapped this access token."""
        claims = await self.claims(access_token)
        return self.bench.person(
            UUID(claims["sub"]),
            sid=claims["sid"],
            ev=claims["email_verified"],
            aal=claims["aal"],
            auth_time=claims["auth_time"],
        )

    async def staff(self, access_token: str) -> httpx2.AsyncClient:
        """The same for a staff route."""
        claims = await self.claims(access_token)
        return self.bench.staff(
            permissions=claims.get("staff", ()),
            sub=claims["sub"],
            sid=claims["sid"],
            aal=claims["aal"],
            auth_time=claims["auth_time"],
        )

    async def register(self, email: str | None = None, **fields: Any) -> Person:
        """A new account, by an app."""
        self._count += 1
        address = email or f"person{self._count}@example.com"
        body = {"email": address, "password": PASSWORD, "name": "Ada Lovelace", "client": "native"} | fields
        answer = await self.visitor.post(f"{URL}/public/registrations", json=body)
        assert answer.status_code == 201, answer.text
        return Person(self, address, answer.json(), flow=answer.json()["verification"]["flow"])

    async def verified(self, email: str | None = None, **fields: Any) -> Person:
        """A new account whose address is proven."""
        person = await self.register(email, **fields)
        code = await self.mailed_code(person.email)
        answer = await self.visitor.post(f"{URL}/public/email-verifications", json={"flow": person.flow, "code": code})
        assert answer.status_code == 200, answer.text
        assert (await person.refresh()).status_code == 200
        return person

    async def login(self, person: Person, **fields: Any) -> httpx2.Response:
        """Sign in with address and password."""
        body = {"email": person.email, "password": person.password, "client": "native"} | fields
        return await self.visitor.post(f"{URL}/public/logins", json=body)

    async def refresh(self, token: str) -> httpx2.Response:
        """Swap a refresh token."""
        return await self.visitor.post(f"{URL}/public/tokens/refresh", json={"refresh_token": token})

    async def founder(self) -> Person:
        """The first administrator, with an authenticator: all staff routes work."""
        from mewayz_identity.setup.service import token_of

        body = {
            "token": token_of(self.bench.runtime.crypto),
            "email": "root@example.com",
            "password": PASSWORD,
            "name": "Grace Hopper",
            "client": "native",
        }
        answer = await self.visitor.post(f"{URL}/public/setup", json=body)
        assert answer.status_code == 201, answer.text
        person = Person(self, "root@example.com", answer.json())
        await person.enrol_totp()
        assert (await person.refresh()).status_code == 200
        return person

    async def mails(self, address: str, template: str | None = None) -> list[dict[str, Any]]:
        """The mails to an address, once everything that is due was done."""
        self.mailroom.keys = await self.keys()
        await self.bench.run_until_idle()
        return self.mailroom.to(address, template)

    async def mailed_code(self, address: str) -> str:
        """The code in the newest verification mail."""
        return str((await self.mails(address, "email_verification"))[-1]["data"]["code"])

    async def mailed_token(self, address: str, template: str) -> str:
        """The token in the link of the newest mail of a kind."""
        link = (await self.mails(address, template))[-1]["data"]["link"]
        match = re.search(r"token=([\w-]+)", link)
        assert match is not None
        return match[1]


@pytest.fixture
def open_house(open_bench: OpenBench) -> Callable[..., AbstractAsyncContextManager[House]]:
    """Opens an installation with settings of the test's own."""

    @asynccontextmanager
    async def opened(**settings: Any) -> AsyncIterator[House]:
        mailroom = Mailroom()
        async with open_bench(callees={"workspace": mailroom.app()}, **settings) as bench:
            yield House(bench, mailroom)

    return opened


@pytest.fixture
async def house(open_house: Callable[..., AbstractAsyncContextManager[House]]) -> AsyncIterator[House]:
    """An installation of identity."""
    async with open_house() as opened:
        yield opened
