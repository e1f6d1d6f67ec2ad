"""People of a running platform, made and signed in through its public API, as its users are.

::

    platform = Platform(connect, setup_token=lambda: house.command("setup-token").strip())
    ada = await platform.newcomer("Ada")          # registered, verified by the code from the mail
    acme = await ada.create_workspace("Acme", features=["contacts"])
    answer = await acme.get("/api/v1/crm/contacts")
"""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import httpx2
import pyotp

IDENTITY, WORKSPACE = "/api/v1/identity", "/api/v1/workspace"
PASSWORD = "correct horse battery staple"
PROMPT = 25
"""Seconds in which an ended session or key is refused by a house that shares its machine with other tests: it waits for
no other event, but for a turn of the processor. Alone it takes less than two (identity.md, invariant 13)."""
PATIENCE = 120
"""Seconds in which what has to happen happens, also in a house that catches up with months of work for everybody whom
other tests left in it. Only a test that fails waits so long."""
CODE = r"(?<!\d)(\d{6})(?!\d)"
Connect = Callable[[], httpx2.AsyncClient]


class Refused(AssertionError):
    """A call that a test needs did not succeed."""


@dataclass
class Seat:
    """A person inside one workspace: calls carry the access token and the workspace."""

    person: "Person"
    id: str

    async def request(self, method: str, url: str, **options: Any) -> httpx2.Response:
        """One call of this member."""
        return await self.person.request(method, url, workspace=self.id, **options)

    async def get(self, url: str, **options: Any) -> httpx2.Response:
        """GET."""
        return await self.request("GET", url, **options)

    async def post(self, url: str, **options: Any) -> httpx2.Response:
        """POST."""
        return await self.request("POST", url, **options)

    async def patch(self, url: str, **options: Any) -> httpx2.Response:
        """PATCH."""
        return await self.request("PATCH", url, **options)

    async def delete(self, url: str, **options: Any) -> httpx2.Response:
        """DELETE."""
        return await self.request("DELETE", url, **options)


@dataclass
class Person:
    """Somebody with an account; `native` clients keep the refresh token themselves."""

    platform: "Platform"
    email: str
    name: str
    id: str = ""
    password: str = PASSWORD
    access_token: str = ""
    refresh_token: str = ""
    flow: str = ""
    totp: pyotp.TOTP | None = None
    recovery_codes: list[str] = field(default_factory=list)

    async def request(self, method: str, url: str, *, workspace: str | None = None, **options: Any) -> httpx2.Response:
        """One call with this person's access token."""
        headers = dict(options.pop("headers", {}))
        if self.access_token:
            headers["authorization"] = f"Bearer {self.access_token}"
        if workspace is not None:
            headers["mewayz-workspace"] = workspace
        return await self.platform.request(method, url, headers=headers, **options)

    async def must(self, method: str, url: str, **options: Any) -> Any:
        """The JSON answer of a call that has to succeed."""
        return succeed(await self.request(method, url, **options))

    def keep(self, tokens: dict[str, Any]) -> None:
        """Remember what signing in gave."""
        self.access_token = tokens["access_token"]
        self.refresh_token = tokens["refresh_token"] or ""
        self.id = tokens["user"]["id"]

    async def sign_in(self) -> None:
        """Password, and the second factor where there is one."""
        self.access_token = ""  # an expired one would be refused, also where none is needed
        body = {"email": self.email, "password": self.password, "client": "native"}
        answer = await self.must("POST", f"{IDENTITY}/public/logins", json=body)
        if answer.get("status") == "mfa_required":
            answer = await self._prove(answer["challenge"])
        self.keep(answer)

    async def prove_address(self) -> None:
        """Prove the address by the code from the mail, and sign in as somebody who has."""
        proof = {"flow": self.flow, "code": await self.platform.code_in_mail(self.email)}
        await self.must("POST", f"{IDENTITY}/public/email-verifications", json=proof)
        await self.sign_in()

    async def _prove(self, challenge: str) -> Any:
        """A code of the authenticator; where its step is used up, a recovery code instead."""
        assert self.totp is not None
        url = f"{IDENTITY}/public/logins/{challenge}/verify"
        code = self.totp.at(self.platform.now())
        answer = await self.request("POST", url, json={"factor": "totp", "code": code})
        if answer.status_code != 200 and self.recovery_codes:
            body = {"factor": "recovery_code", "code": self.recovery_codes.pop()}
            answer = await self.request("POST", url, json=body)
        return succeed(answer)

    async def enrol_totp(self) -> None:
        """Protect the account with an authenticator, and sign in with it."""
        enrolment = await self.must("POST", f"{IDENTITY}/totp-credentials", json={"name": "Phone"})
        self.totp = pyotp.TOTP(enrolment["secret"])
        url = f"{IDENTITY}/totp-credentials/{enrolment['id']}/confirm"
        confirmed = await self.must("POST", url, json={"code": self.totp.at(self.platform.now())})
        self.recovery_codes = confirmed["recovery_codes"]
        await self.sign_in()

    async def create_workspace(self, name: str, *, features: list[str] | None = None) -> Seat:
        """A workspace of one's own."""
        body = {
            "name": name,
            "timezone": "Europe/Berlin",
            "locale": "en",
            "currency": "EUR",
            "features": features or [],
        }
        created = await self.must("POST", f"{WORKSPACE}/workspaces", json=body)
        return Seat(self, created["id"])

    async def join(self, seat: Seat, *, role: str) -> Seat:
        """Be invited to the workspace of `seat` by mail, and accept."""
        body = {"email": self.email, "role": role}
        key = {"idempotency-key": uuid4().hex}
        succeed(await seat.post(f"{WORKSPACE}/invitations", json=body, headers=key))
        token = (await self.platform.link_in_mail(self.email, "invitation")).rpartition("/")[2]
        await self.must("POST", f"{WORKSPACE}/invitations/accept", json={"token": token})
        return Seat(self, seat.id)


class Platform:
    """A running house, as seen from outside."""

    def __init__(
        self,
        connect: Connect,
        *,
        setup_token: Callable[[], str],
        now: Callable[[], datetime],
        settle: Callable[[], Awaitable[None]],
    ) -> None:
        """`settle()` waits a moment, so that messages can travel; tests ask again until what they expect is there."""
        self.connect = connect
        self.now = now
        self.settle = settle
        self._setup_token = setup_token
        self._admin: Person | None = None
        self._kept: httpx2.AsyncClient | None = None

    @asynccontextmanager
    async def kept_connection(self) -> AsyncIterator[None]:
        """Calls inside share one client, for suites of very many; they must run in the event loop that opened it."""
        async with self.connect() as client:
            self._kept = client
            try:
                yield
            finally:
                self._kept = None

    async def request(self, method: str, url: str, **options: Any) -> httpx2.Response:
        """One call of somebody; what it is allowed to do lies in its headers alone."""
        if self._kept is None:
            async with self.connect() as client:
                return await client.request(method, url, **options)
        answer = await self._kept.request(method, url, **options)
        self._kept.cookies.clear()  # nobody may inherit what the person before was given
        return answer

    async def admin(self) -> Person:
        """The first admin, made by the documented step, with a second factor."""
        if self._admin is None:
            person = Person(self, f"admin-{uuid4().hex[:8]}@example.com", "Root")
            body = {
                "token": self._setup_token(),
                "email": person.email,
                "password": person.password,
                "name": person.name,
            }
            await person.must("POST", f"{IDENTITY}/public/setup", json=body)
            await person.sign_in()
            await person.enrol_totp()
            self._admin = person
        elif (await self._admin.request("GET", f"{IDENTITY}/me")).status_code == 401:
            await self._admin.sign_in()
        return self._admin

    async def newcomer(self, name: str, *, verify: bool = True, email: str | None = None, **about: Any) -> Person:
        """Somebody who has just registered (with `about` in the body) and (unless told not to) proven the address."""
        person = Person(self, email or f"{name.lower()}-{uuid4().hex[:10]}@example.com", name)
        body = {
            "email": person.email,
            "password": person.password,
            "name": name,
            "locale": "en",
            "client": "native",
            **about,
        }
        registered = await person.must("POST", f"{IDENTITY}/public/registrations", json=body)
        person.keep(registered)
        person.flow = registered["verification"]["flow"]
        if verify:
            await person.prove_address()
        return person

    async def give(self, seat: Seat, *features: str, **limits: int) -> None:
        """Staff gives a workspace features and limits; `workspace__members=10` is `workspace.members`."""
        admin, url = await self.admin(), f"{WORKSPACE}/admin/overrides"
        about = {"workspace_id": seat.id, "reason": "Given for a test"}
        if features:
            await admin.must("POST", url, json=about | {"kind": "comp", "features": features})
        if limits:
            named = {name.replace("__", "."): value for name, value in limits.items()}
            await admin.must("POST", url, json=about | {"kind": "limit", "limits": named})

    async def mails(self, to: str) -> list[str]:
        """The decoded texts of mails to an address, newest first."""
        url, query = f"{WORKSPACE}/admin/mailbox-messages", {"to": to, "limit": 100}
        answer = await (await self.admin()).request("GET", url, params=query)
        if answer.status_code == 401:  # the token has ended between the question whether it holds and this one
            answer = await (await self.admin()).request("GET", url, params=query)
        page = succeed(answer)
        return [_text_of(mail["raw"]) for mail in page["items"]]

    async def code_in_mail(self, to: str, *, besides: str = "") -> str:
        """The six digits of the newest mail that holds a code other than `besides`, waited for."""
        return await self.found_in_mail(to, CODE, besides=besides)

    async def link_in_mail(self, to: str, word: str, *, besides: str = "") -> str:
        """The newest link with `word` in it, other than `besides`, waited for."""
        return await self.found_in_mail(to, rf"(https?://\S*{word}\S*)", besides=besides)

    async def found_in_mail(self, to: str, pattern: str, *, besides: str = "") -> str:
        """What the group of `pattern` holds in the newest mail where it is not `besides`, waited for.

        The newest mail may not have come yet; a test that asked for a second one names what the first one said.
        """

        async def found() -> str | None:
            matches = (re.search(pattern, text) for text in await self.mails(to))
            return next((match[1] for match in matches if match and match[1] != besides), None)

        return str(await self.until(found, f"a mail to {to} with {pattern}"))

    async def until(self, look: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Ask until the answer is true; messages need a moment to cross services."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = await look()
            if found:
                return found
            await self.settle()
        raise Refused(f"there never was {what}")


def _text_of(raw: str) -> str:
    """Subject and plain text of a mail as it was sent (RFC 5322)."""
    mail = message_from_string(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    return f"{mail['subject']}\n{body.get_content() if body else ''}"


def succeed(answer: httpx2.Response) -> Any:
    """The JSON of an answer below 400; anything else ends the test with what it said."""
    if answer.status_code >= 400:
        raise Refused(f"{answer.request.method} {answer.request.url} → {answer.status_code}: {answer.text[:600]}")
    return answer.json() if answer.content else None
