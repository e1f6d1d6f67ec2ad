"""A test bench for one service: its real API, database, outbox, inbox and runner, in this process.

::

    async def test_a_company_is_created(bench: ServiceBench) -> None:
        acme = await bench.workspace()
        member = bench.member(acme)
        answer = await member.post("/api/v1/crm/companies", json={"name": "Ferrell LLC"})
        assert answer.status_code == 201
        [event] = await bench.published("crm.company.created.v1")

What other services would say arrives as the very events of the contracts; what the gateway would say arrives as
internal tokens of a key that only this bench holds.
"""

import base64
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
import sqlalchemy as sa
from joserfc.jwk import OKPKey
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.db import service_url
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import Runner
from mewayz_kit.outbox import Relay
from mewayz_kit.run import create_api
from mewayz_kit.service import Runtime, Service
from mewayz_kit.tokens import TokenSigner, service_principal
from mewayz_kit.transport.base import Envelope
from mewayz_kit.transport.local import LocalTransport
from mewayz_kit.uow import Cause, UnitOfWork
from mewayz_testing.clock import ManualClock
from mewayz_testing.schemas import kept_database

ALL = -1
MANY_DAYS = 20_000
"""A bench keeps what was published and handled, however far a test moves the clock: that is what it asserts on."""


def random_key() -> str:
    """32 random bytes as settings take them."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def issuer_app(signer: TokenSigner) -> Starlette:
    """What a service may ask an issuer of internal tokens: its public keys."""

    async def jwks(_request: Request) -> JSONResponse:
        return JSONResponse(signer.jwks())

    return Starlette(routes=[Route("/internal/v1/jwks", jwks)])


class ServiceBench:
    """One service, alive. Made by the `bench` fixture."""

    def __init__(self, runtime: Runtime, signer: TokenSigner, clock: ManualClock) -> None:
        self.runtime = runtime
        self.clock = clock
        self._signer = signer
        self._app = create_api(runtime.service, runtime)
        self._relay = Relay(runtime)
        self._runner = Runner(runtime)
        self._clients: list[httpx2.AsyncClient] = []
        self._plans: dict[UUID, int] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        service: Service,
        database_url: str,
        *,
        files_url: str,
        clock: ManualClock | None = None,
        callees: Mapping[str, Any] | None = None,
        **settings: Any,
    ) -> AsyncIterator["ServiceBench"]:
        """Bring `service` up. `callees` maps names of other services to ASGI apps that answer its calls."""
        clock = clock or ManualClock()
        signer = TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-gateway")
        apps = {"gateway": issuer_app(signer), **(callees or {})}
        with kept_database(service_url(database_url, service.name)) as database:
            runtime = Runtime(
                service,
                service.settings(
                    database_url=database_url,
                    secret_key=random_key(),
                    workload_secret=random_key(),
                    files_url=files_url,
                    **{"replay_days": MANY_DAYS, **settings},
                ),
                transport=LocalTransport(),
                clock=clock,
                internal={name: httpx2.ASGITransport(app) for name, app in apps.items()},
                database=database,
            )
            bench = cls(runtime, signer, clock)
            # As in production, a service hears its own events too.
            await runtime.transport.subscribe(service.name, runtime.inbox.types, runtime.inbox.accept)
            if service.on_start is not None:
                await service.on_start(runtime)
            try:
                yield bench
            finally:
                for client in bench._clients:
                    await client.aclose()
                await runtime.close()

    # --- who calls -----------------------------------------------------------------------------------------

    def client(self, **claims: Any) -> httpx2.AsyncClient:
        """A caller whose internal token holds `claims`; without any, an anonymous one."""
        headers = {}
        if claims:
            claims = {name: str(v) if isinstance(v, UUID) else v for name, v in claims.items()}
            headers["mewayz-internal-token"] = self._signer.sign(claims)
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self._app, raise_app_exceptions=False),
            base_url="http://service",
            headers=headers,
        )
        self._clients.append(client)
        return client

    def member(
        self,
        workspace_id: UUID,
        *,
        permissions: Iterable[str] = ("*:*",),
        user_id: UUID | None = None,
        role: str = "owner",
        **claims: Any,
    ) -> httpx2.AsyncClient:
        """A signed-in member of a workspace."""
        person = user_id or new_id()
        known = {"pv": self._plans.get(workspace_id, 0), "ev": True, "sid": new_id(), "aal": 1}
        return self.client(
            kind="member",
            sub=person,
            ws=workspace_id,
            role=role,
            scope=" ".join(permissions),
            **(known | claims),
        )

    def person(self, user_id: UUID | None = None, **claims: Any) -> httpx2.AsyncClient:
        """A signed-in person without a workspace."""
        known = {"ev": True, "sid": new_id(), "aal": 1, "auth_time": int(self.clock.now().timestamp())}
        return self.client(kind="account", sub=user_id or new_id(), **(known | claims))

    def staff(self, *, permissions: Iterable[str] = ("platform.*:*",), **claims: Any) -> httpx2.AsyncClient:
        """A member of the platform's staff."""
        known = {"sub": new_id(), "ev": True, "aal": 2, "auth_time": int(self.clock.now().timestamp())}
        return self.client(kind="staff", scope=" ".join(permissions), **(known | claims))

    def service(self, name: str) -> httpx2.AsyncClient:
        """Another service."""
        return self.client(kind="service", sub=name, scope="*:*")

    # --- what others say -----------------------------------------------------------------------------------

    async def workspace(
        self,
        *,
        features: Iterable[str] | None = None,
        limits: Mapping[str, int] | None = None,
        workspace_id: UUID | None = None,
        **snapshot: Any,
    ) -> UUID:
        """A workspace this service hears of by events; without `features` it has all that resources ask for, without
        `limits`, everything asked for is unlimited."""
        known = workspace_id or new_id()
        version = self._plans[known] = self._plans.get(known, 0) + 1
        about = {
            "id": str(known),
            "name": "Acme",
            "slug": f"acme-{known.hex[-8:]}",
            "timezone": "Europe/Berlin",
            "locale": "en",
            "currency": "EUR",
            "status": "active",
            "require_mfa": False,
            "version": version,
        }
        await self.deliver("workspace.workspace.created.v1", about | snapshot, workspace_id=known)
        entitlements = {
            "workspace_id": str(known),
            "version": version,
            "features": sorted(features if features is not None else _features(self.runtime.service)),
            "limits": dict(limits) if limits is not None else _unlimited(self.runtime.service),
            "statics": {},
            "frozen_from": None,
        }
        await self.deliver("workspace.entitlements.changed.v1", entitlements, workspace_id=known, public=False)
        return known

    async def deliver(
        self,
        type_: str,
        data: Mapping[str, Any] | BaseModel,
        *,
        workspace_id: UUID | None = None,
        message_id: UUID | None = None,
        public: bool = True,
        run: bool = True,
        **attributes: Any,
    ) -> Envelope:
        """Hand over one event as the transport would, and (unless `run=False`) let it be handled."""
        body = data.model_dump(mode="json") if isinstance(data, BaseModel) else dict(data)
        envelope = Envelope(
            id=message_id or new_id(),
            source=type_.partition(".")[0],
            type=type_,
            subject=str(body.get("id") or body.get("workspace_id") or new_id()),
            time=self.clock.now(),
            data=body,
            public=public,
            workspaceid=workspace_id,
            correlationid=new_id(),
            **attributes,
        )
        await self.runtime.inbox.accept([envelope])
        if run:
            await self.run_until_idle()
        return envelope

    async def run_until_idle(self) -> None:
        """Relay and handle everything that is due now, and what that leads to."""
        for _ in range(1000):
            if not await self._relay.step() and not await self._runner.step():
                return
        raise AssertionError("messages keep coming: a handler feeds itself")

    # --- what came of it -----------------------------------------------------------------------------------

    async def published(self, type_: str | None = None) -> list[Envelope]:
        """The events this service has committed, oldest first."""
        outbox = self.runtime.service.tables.outbox
        statement = sa.select(outbox.c.envelope).order_by(outbox.c.id)
        if type_ is not None:
            statement = statement.where(outbox.c.type == type_)
        async with self.runtime.db.read.connect() as connection:
            return [Envelope.model_validate_json(row.envelope) for row in await connection.execute(statement)]

    async def inbox(self, state: str | None = None) -> list[Any]:
        """Inbox rows, by state if one is named."""
        inbox = self.runtime.service.tables.inbox
        statement = sa.select(inbox).order_by(inbox.c.id)
        async with self.runtime.db.read.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [row for row in rows if state is None or row.state == state]

    @asynccontextmanager
    async def uow(self, *, workspace_id: UUID | None = None) -> AsyncIterator[UnitOfWork]:
        """A unit of work of the service itself, committed when the block ends well."""
        principal = service_principal(self.runtime.service.name, workspace_id)
        unit = UnitOfWork(self.runtime, principal, cause=Cause(correlation_id=new_id()))
        try:
            yield unit
            await unit.commit()
        finally:
            await unit.close()


def _features(service: Service) -> set[str]:
    asked = [r.feature for feature in service.features for r in feature.resources if r.feature]
    return {name for one in asked for name in ((one,) if isinstance(one, str) else one)}


def _unlimited(service: Service) -> dict[str, int]:
    resources = [resource for feature in service.features for resource in feature.resources]
    metrics = {resource.records.limit for resource in resources}
    metrics |= {resource.importer.limit for resource in resources if "import" in resource.verbs}
    return {metric: ALL for metric in metrics if metric}
