"""A small town for tests of the workspace service: people of identity, their workspaces, their real rights."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_string, policy
from typing import Any
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa
from joserfc.jwk import OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.ids import new_id
from mewayz_kit.tokens import TokenSigner
from mewayz_testing.bench import ServiceBench
from mewayz_workspace.mail.models import MailboxMessage

API = "/api/v1/workspace"


@dataclass
class Identity:
    """Identity's side of the contract: whom it knows, and service tokens."""

    people: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    down: bool = False
    signer: TokenSigner = field(default_factory=lambda: TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-identity"))

    def app(self) -> Starlette:
        async def user(request: Request) -> JSONResponse:
            if self.down:
                return JSONResponse({"code": "database_unavailable"}, 503)
            known = self.people.get(UUID(request.path_params["id"]))
            return JSONResponse(known or {"code": "not_found"}, 200 if known else 404)

        async def token(_request: Request) -> JSONResponse:
            return JSONResponse({"token": self.signer.sign({"kind": "service", "sub": "workspace"})})

        async def jwks(_request: Request) -> JSONResponse:
            return JSONResponse(self.signer.jwks())

        return Starlette(
            routes=[
                Route("/internal/v1/users/{id}", user),
                Route("/internal/v1/service-tokens", token, methods=["POST"]),
                Route("/internal/v1/jwks", jwks),
            ]
        )


@dataclass
class Town:
    """One live service with people in it."""

    bench: ServiceBench
    identity: Identity

    async def person(self, name: str, *, email: str | None = None, verified: bool = True) -> UUID:
        """Somebody who has signed up at identity."""
        user_id = new_id()
        address = email or f"{name.lower()}@example.com"
        status = "active" if verified else "pending"
        about = {"id": str(user_id), "email": address, "email_verified": verified, "name": name, "status": status}
        self.identity.people[user_id] = about
        now = self.bench.clock.now().isoformat()
        await self.bench.deliver("identity.user.created.v1", about | {"created_at": now})
        return user_id

    def as_person(self, user_id: UUID, **claims: Any) -> httpx2.AsyncClient:
        """Their credential without a workspace."""
        return self.bench.person(user_id, **claims)

    async def found(self, user_id: UUID, name: str = "Ferrell", **fields: Any) -> UUID:
        """A workspace they create."""
        body = {"name": name, "timezone": "Europe/Berlin", "locale": "en", "currency": "EUR"} | fields
        answer = await self.as_person(user_id).post(f"{API}/workspaces", json=body)
        assert answer.status_code == 201, answer.text
        await self.bench.run_until_idle()
        return UUID(answer.json()["id"])

    async def access(self, user_id: UUID, workspace_id: UUID | str = "-") -> httpx2.Response:
        """What the gateway is told."""
        gateway = self.bench.service("gateway")
        return await gateway.get(f"/internal/v1/access/{user_id}/{workspace_id}")

    async def enter(self, user_id: UUID, workspace_id: UUID, **claims: Any) -> httpx2.AsyncClient:
        """Their credential in a workspace, with the rights they really have there now."""
        answer = await self.access(user_id, workspace_id)
        assert answer.status_code == 200, answer.text
        held = answer.json()
        return self.bench.member(
            workspace_id,
            user_id=user_id,
            role=held["role"],
            permissions=held["permissions"],
            pv=held["plan_version"],
            **claims,
        )

    async def mails(self, to: str | None = None) -> list[str]:
        """The texts in the local mailbox, oldest first."""
        await self.bench.run_until_idle()
        statement = sa.select(MailboxMessage.raw).order_by(MailboxMessage.id)
        if to:
            statement = statement.where(MailboxMessage.to == to)
        async with self.bench.uow() as uow:
            raws = await uow.all(statement)
        return [_text(raw) for raw in raws]

    async def invite(self, host: httpx2.AsyncClient, email: str, role: str = "editor") -> str:
        """Invite an address; answers the token in the mail."""
        answer = await host.post(f"{API}/invitations", json={"email": email, "role": role})
        assert answer.status_code == 201, answer.text
        return await self.token(email)

    async def token(self, email: str) -> str:
        """The token in the newest invitation mail to an address."""
        [*_, newest] = await self.mails(email)
        return newest.partition("/invitations/")[2].split()[0]

    async def join(self, host: httpx2.AsyncClient, user_id: UUID, role: str = "editor") -> UUID:
        """Somebody becomes a member by invitation; answers the member id."""
        token = await self.invite(host, self.identity.people[user_id]["email"], role)
        answer = await self.as_person(user_id).post(f"{API}/invitations/accept", json={"token": token})
        assert answer.status_code == 200, answer.text
        await self.bench.run_until_idle()
        return UUID(answer.json()["member_id"])

    async def grant(self, workspace_id: UUID, **limits: int) -> None:
        """Staff raises limits; `workspace__members=10` is `workspace.members`."""
        named = {name.replace("__", "."): value for name, value in limits.items()}
        body = {"workspace_id": str(workspace_id), "kind": "limit", "limits": named, "reason": "for the test"}
        answer = await self.bench.staff().post(f"{API}/admin/overrides", json=body)
        assert answer.status_code == 201, answer.text
        await self.bench.run_until_idle()

    async def pay(self, charge_id: str, amount: int, *, verb: str = "succeeded", **more: Any) -> UUID:
        """What finance says of a payment for a charge; answers the payment's id."""
        payment_id = more.pop("payment_id", None) or new_id()
        about = {
            "id": str(payment_id),
            "purpose": "subscription",
            "reference_id": charge_id,
            "amount": {"amount": amount, "currency": "USD"},
        }
        await self.bench.deliver(f"finance.payment.{verb}.v1", about | more)
        return UUID(str(payment_id))

    async def subscribe(self, owner: httpx2.AsyncClient, **wanted: Any) -> dict[str, Any]:
        """Quote, check out, pay: the confirmed change."""
        quote = await owner.post(f"{API}/quotes", json={"plan": "free"} | wanted)
        assert quote.status_code == 201, quote.text
        answer = await owner.post(f"{API}/subscription/checkout", json={"quote_id": quote.json()["id"]})
        assert answer.status_code == 200, answer.text
        if answer.json()["charge"]:
            charge = answer.json()["charge"]
            await self.pay(charge["id"], charge["total"]["amount"])
        await self.bench.run_until_idle()
        return dict(answer.json())

    @staticmethod
    def date(text: str) -> datetime:
        """A moment as the API writes it."""
        return datetime.fromisoformat(text)

    @staticmethod
    def days(number: int) -> timedelta:
        """A length of time."""
        return timedelta(days=number)

    async def pass_time(self, **delta: float) -> None:
        """Move the clock, and let the timers of that moment run."""
        self.bench.clock.advance(**delta)
        await self.bench.run_until_idle()

    async def comp(self, workspace_id: UUID, *features: str) -> None:
        """Staff gives features."""
        body = {"workspace_id": str(workspace_id), "kind": "comp", "features": features, "reason": "for the test"}
        answer = await self.bench.staff().post(f"{API}/admin/overrides", json=body)
        assert answer.status_code == 201, answer.text
        await self.bench.run_until_idle()

    async def end_overrides(self, workspace_id: UUID, *, kind: str) -> None:
        """Staff takes back what it gave."""
        staff = self.bench.staff()
        query = {"workspace_id": str(workspace_id), "kind": kind}
        for given in (await staff.get(f"{API}/admin/overrides", params=query)).json()["items"]:
            await staff.delete(f"{API}/admin/overrides/{given['id']}")
        await self.bench.run_until_idle()

    async def notices(self, name: str) -> list[dict[str, Any]]:
        """What somebody finds in the product."""
        await self.bench.run_until_idle()
        [user_id] = [known for known, about in self.identity.people.items() if about["name"] == name]
        page = await self.as_person(user_id).get(f"{API}/notifications")
        return list(page.json()["items"])

    async def raw(self, query: str) -> list[Any]:
        """Rows as they are stored."""
        async with self.bench.runtime.db.read.connect() as connection:
            return list((await connection.execute(sa.text(query))).all())

    async def counts(self) -> tuple[int, int]:
        """How many rows of the service and how many events there are: unchanged after a refusal."""
        tables = self.bench.runtime.service.base.metadata.sorted_tables
        rows = 0
        async with self.bench.runtime.db.read.connect() as connection:
            for table in tables:
                rows += await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        return rows, len(await self.bench.published())


def _text(raw: str) -> str:
    message = message_from_string(raw, policy=policy.default)
    part = message.get_body(("plain",))
    assert part is not None
    return f"Subject: {message['Subject']}\n\n{part.get_content()}"


@pytest.fixture
async def open_town(open_bench: Any) -> AsyncIterator[Any]:
    """Opens the service with settings of the test's own, with identity beside it and the local mailbox."""
    async with AsyncExitStack() as stack:

        async def opened(*, beside: Mapping[str, Any] | None = None, **settings: Any) -> Town:
            identity = Identity()
            callees = {"identity": identity.app(), "finance": Starlette(), **(beside or {})}
            about = {"callees": callees, "mail_url": "local:"} | settings
            bench = await stack.enter_async_context(open_bench(**about))
            inbox = bench.runtime.inbox
            # A service hears its own events as well, as it does when it runs.
            await bench.runtime.transport.subscribe("workspace", inbox.types, inbox.accept)
            return Town(bench, identity)

        yield opened


@pytest.fixture
async def town(open_town: Any) -> Town:
    """The service with identity beside it and the local mailbox as transport."""
    opened: Town = await open_town()
    return opened
