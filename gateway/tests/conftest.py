"""The gateway under test between real neighbours: services that echo, and the other side of its internal calls.

Identity and workspace are small apps that speak the contract (contracts.md §3) with real keys and check the
gateway's own token as the services do.
"""

import asyncio
import base64
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from mewayz_gateway.app import Gateway, create_gateway
from mewayz_gateway.http_upstream import HttpUpstream
from mewayz_gateway.settings import GatewaySettings
from mewayz_gateway.upstream import AsgiUpstream
from mewayz_kit.tokens import TokenVerifier
from mewayz_kit.transport.base import Envelope
from mewayz_kit.transport.local import LocalTransport
from mewayz_testing.clock import ManualClock

PUBLIC_URL = "https://mewayz.test"
ROUTE = {"service": "crm", "auth": ["member", "key"], "permission": None, "rate": "default", "timeout": 5}
API = "/api/v1/crm"
PAGE = b"https://page.example"


def route(method: str, path: str, **options: Any) -> dict[str, Any]:
    """An entry of routes.json."""
    return ROUTE | {"method": method, "path": path} | options


ROUTES = [
    route("GET", f"{API}/deals", permission="crm.deals:read"),
    route("POST", f"{API}/deals", permission="crm.deals:write", body_limit=1000),
    route("GET", f"{API}/deals/{{deal_id}}", permission="crm.deals:read"),
    route("HEAD", f"{API}/deals/{{deal_id}}", permission="crm.deals:read"),
    route("DELETE", f"{API}/deals/{{deal_id}}", permission="crm.deals:delete"),
    route("POST", f"{API}/deals/{{deal_id}}/pay", idempotency="required", no_impersonation=True),
    route("GET", f"{API}/events", stream=True),
    route("WEBSOCKET", f"{API}/socket"),
    route("GET", f"{API}/me", auth=["account"]),
    route("GET", f"{API}/own-events", auth=["account"], stream=True),
    route("GET", f"{API}/goodbye", auth=["account"], while_leaving=True),
    route("GET", f"{API}/learn", auth=["account", "portal"]),
    route("GET", f"{API}/admin", auth=["staff"], permission="platform.users:read"),
    route("GET", f"{API}/public/shop", auth=["public", "member", "key", "account", "portal", "staff"], rate="public"),
    route("POST", f"{API}/public/logins", auth=["public"], rate="auth"),
    route("GET", f"{API}/slow", timeout=0.2),
    route("POST", "/forms/{key}", auth=["public"], rate="public", cors="own"),
    route("OPTIONS", "/forms/{key}", auth=["public"], rate="public", cors="own"),
]


class Neighbours:
    """Identity and workspace as the gateway asks them: what is stored here is what they answer."""

    def __init__(self, gateway_keys: Callable[[], KeySet], clock: ManualClock) -> None:
        self.keys = [OKPKey.generate_key("Ed25519", auto_kid=True)]
        self.clock = clock
        self.access: dict[tuple[str, str], dict[str, Any]] = {}
        self.plans: dict[str, dict[str, Any]] = {}
        self.hosts: dict[str, dict[str, Any]] = {}
        self.api_keys: dict[str, dict[str, Any]] = {}
        self.tickets: dict[str, dict[str, Any]] = {}
        self.revoked: list[str] = []
        self.away: set[str] = set()
        self.asked: list[str] = []
        self._verifier = TokenVerifier(lambda _: gateway_keys())

    def app(self, name: str) -> Any:
        """The internal app of `name`."""

        async def app(scope: Any, receive: Any, send: Any) -> None:
            body = (await receive()).get("body", b"")
            if name in self.away:
                raise httpx2.ConnectError("away")
            path = scope["path"].removeprefix("/internal/v1")
            self.asked.append(f"{name} {path}")
            if path != "/jwks":
                token = dict(scope["headers"])[b"mewayz-internal-token"].decode()
                principal = self._verifier.verify(token)
                assert (principal.kind, principal.id) == ("service", "gateway")
            status, answer = getattr(self, f"_{name}")(path, json.loads(body) if body else {})
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

        return app

    def _identity(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        if path == "/jwks":
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
        if path == "/introspect":
            return 200, self.api_keys.get(body["token"], {"active": False})
        if path.startswith("/revocations"):
            return 200, {"sessions": self.revoked, "keys": [], "as_of": datetime.now(UTC).isoformat()}
        ticket = self.tickets.pop(path.split("/")[2], None)
        return (404, {"code": "not_found"}) if ticket is None else (200, ticket)

    def _workspace(self, path: str, _: dict[str, Any]) -> tuple[int, Any]:
        kind, *names = path.strip("/").split("/")
        if kind == "entitlements":
            plan = self.plans.get(names[0])
            return (404, {"code": "not_found"}) if plan is None else (200, plan)
        if kind == "hosts":
            place = self.hosts.get(names[0])
            return (404, {"code": "not_found"}) if place is None else (200, place)
        person, workspace = names
        if workspace == "-":
            mine = [answer for (user, _), answer in self.access.items() if user == person]
            if len(mine) > 1:
                return 409, {"code": "workspace_required", "detail": "several"}
            return (200, mine[0]) if mine else (404, {"code": "not_found"})
        answer = self.access.get((person, workspace))
        return (404, {"code": "not_found"}) if answer is None else (200, answer)

    def member(self, *permissions: str, user: str | None = None, **more: Any) -> tuple[str, str]:
        """Somebody with rights in a workspace of their own: (user id, workspace id)."""
        user, workspace = user or str(uuid4()), str(uuid4())
        answer = {"workspace_id": workspace, "role": "admin", "permissions": list(permissions or ("*:*",))}
        self.access[user, workspace] = answer | {"plan_version": 7, "access_version": 1, "status": "active"} | more
        return user, workspace

    def token(self, user: str, *, key: OKPKey | None = None, head: dict[str, Any] | None = None, **claims: Any) -> str:
        """An access token as identity issues it, with deviations."""
        now = int(self.clock.now().timestamp())
        key = key or self.keys[0]
        payload = {
            "iss": PUBLIC_URL,
            "aud": "mewayz",
            "sub": user,
            "sid": str(uuid4()),
            "iat": now,
            "nbf": now,
            "exp": now + 900,
            "jti": str(uuid4()),
            "email_verified": True,
            "aal": 1,
            "auth_time": now,
            "terms_pending": False,
        } | claims
        header = {"alg": "Ed25519", "typ": "at+jwt", "kid": key.kid} | (head or {})
        return jwt.encode(header, payload, key, algorithms=["Ed25519"])


class World:
    """A gateway, its neighbours and a client."""

    def __init__(self, gateway: Gateway, neighbours: Neighbours, transport: LocalTransport, clock: ManualClock) -> None:
        self.gateway = gateway
        self.neighbours = neighbours
        self.transport = transport
        self.clock = clock
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(gateway, client=("203.0.113.9", 1234)), base_url=PUBLIC_URL
        )

    def signed_in(self, *permissions: str, **claims: Any) -> dict[str, str]:
        """Headers of a member of a new workspace."""
        user, workspace = self.neighbours.member(*permissions)
        token = self.neighbours.token(user, **claims)
        return {"authorization": f"Bearer {token}", "mewayz-workspace": workspace}

    async def publish(self, type_: str, data: dict[str, Any], workspace: str | None = None) -> None:
        """An event that another service broadcasts."""
        await self.transport.publish(
            [
                Envelope(
                    id=uuid4(),
                    source=type_.split(".")[0],
                    type=type_,
                    subject="x",
                    time=datetime.now(UTC),
                    data=data,
                    workspaceid=workspace,
                    correlationid=uuid4(),
                )
            ]
        )


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """A service that answers with what it was asked."""
    if scope["type"] == "websocket":
        await echo_socket(scope, receive, send)
        return
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message.get("body", b""), message.get("more_body", False)
    seen = {
        "method": scope["method"],
        "path": scope["path"],
        "query": scope["query_string"].decode(),
        "headers": [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]],
        "body": len(body),
    }
    headers = [(b"content-type", b"application/json"), (b"server", b"secret"), (b"mewayz-internal-note", b"secret")]
    headers += [(b"access-control-allow-origin", PAGE), (b"access-control-allow-credentials", b"true")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(seen).encode()})


async def echo_socket(scope: Any, receive: Any, send: Any) -> None:
    """Accepts, tells its headers first, then echoes."""
    await receive()
    subprotocols = scope.get("subprotocols") or [None]
    await send({"type": "websocket.accept", "subprotocol": subprotocols[0]})
    seen = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    await send({"type": "websocket.send", "text": json.dumps({"query": scope["query_string"].decode(), **seen})})
    while (message := await receive())["type"] == "websocket.receive":
        data = message.get("text")
        answer = {"bytes": message["bytes"]} if data is None else {"text": data}
        await send({"type": "websocket.send", **answer})


@asynccontextmanager
async def listening(app: Any, **options: Any) -> AsyncIterator[int]:
    """Serve `app` with uvicorn on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_config=None, lifespan="off", ws="websockets-sansio", timeout_graceful_shutdown=1, **options
    )
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.wait([serving], timeout=0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
async def open_world(clock: ManualClock) -> AsyncIterator[Callable[..., Any]]:
    """Opens a world: `await open_world(app=echo, routes=[…], **settings)`; `network=True` puts the app on a port."""
    async with AsyncExitStack() as stack:

        async def open_(app: Any = echo, *, routes: Any = None, network: bool = False, **given: Any) -> World:
            extra = {name: given.pop(name) for name in ("openapi", "upstream", "prepare") if name in given}
            settings = GatewaySettings(
                secret_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(), public_url=PUBLIC_URL, **given
            )
            keys = KeySet([settings.signing_key()])
            for key in keys.keys:
                key.ensure_kid()
            neighbours, transport = Neighbours(lambda: keys, clock), LocalTransport()
            if "prepare" in extra:
                extra["prepare"](neighbours)
            upstream = extra.get("upstream") or AsgiUpstream(app)
            if network:
                upstream = HttpUpstream(f"http://127.0.0.1:{await stack.enter_async_context(listening(app))}")
            gateway = create_gateway(
                settings,
                routes=ROUTES if routes is None else routes,
                upstreams={"crm": upstream},
                transport=transport,
                openapi=extra.get("openapi"),
                clock=clock,
                internal_transports={n: httpx2.ASGITransport(neighbours.app(n)) for n in ("identity", "workspace")},
            )
            await stack.enter_async_context(gateway.running())
            world = World(gateway, neighbours, transport, clock)
            await stack.enter_async_context(world.client)
            return world

        yield open_


@pytest.fixture
async def world(open_world: Callable[..., Any]) -> World:
    """The usual world."""
    opened: World = await open_world()
    return opened


@pytest.fixture
def serve() -> Callable[..., Any]:
    """`async with serve(app) as port` for tests that need sockets."""
    return listening


@pytest.fixture
def make_route() -> Callable[..., dict[str, Any]]:
    """Entries of routes.json."""
    return route
