"""The gateway: a pure ASGI pipeline from the public request to the service.

edge hygiene → route → credential → workspace and permission → rate limit → idempotency key → internal token →
service. Every step may refuse with a problem (RFC 9457); nothing here knows a product noun.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import Any

import httpx2
import structlog

from mewayz_gateway.access import AccessBook
from mewayz_gateway.access_log import AccessLog
from mewayz_gateway.admission import Admission
from mewayz_gateway.broadcast import Broadcast
from mewayz_gateway.credentials import Credentials, KeyRing
from mewayz_gateway.edge import Edge, Inbound, Policy
from mewayz_gateway.exchange import Exchange, refuse_socket
from mewayz_gateway.forward import Forwarder, Streams
from mewayz_gateway.hosts import ANYWHERE, OwnHosts, Place
from mewayz_gateway.internal import InternalCalls
from mewayz_gateway.limits import Limits
from mewayz_gateway.passes import Pass, Passes
from mewayz_gateway.routes import Route, RouteTable
from mewayz_gateway.settings import GatewaySettings
from mewayz_gateway.site import Site
from mewayz_gateway.upstream import Backend, Body, Breaker, ClientGone, Receive, Scope, Send, Upstream
from mewayz_gateway.web import load_web
from mewayz_kit.clock import Clock, load_clock
from mewayz_kit.errors import Forbidden, Malformed, NotFound, Problem, TooLarge
from mewayz_kit.run import serve_lifespan
from mewayz_kit.telemetry import PROBES, Observed, RequestObserver, current_traceparent, flush_telemetry, traceparent_of
from mewayz_kit.tokens import TokenSigner
from mewayz_kit.transport.base import Transport

ISSUER = "mewayz-gateway"
CLIENT_IP_HEADER = b"mewayz-internal-client-ip"
log = structlog.get_logger(__name__)


def create_gateway(
    settings: GatewaySettings,
    *,
    routes: Sequence[Mapping[str, Any]],
    upstreams: Mapping[str, Upstream],
    transport: Transport,
    openapi: Callable[[], bytes] | None = None,
    internal_transports: Mapping[str, httpx2.AsyncBaseTransport] | None = None,
    clock: Clock | None = None,
) -> "Gateway":
    """The gateway in front of `upstreams`, routing exactly `routes`.

    `internal_transports` maps identity and workspace to in-process transports and may be filled until the first
    request; what is missing goes over the network. `openapi` makes the API document when it is first read. `clock`
    judges credentials; internal tokens carry the machine's time.
    """
    transports = {} if internal_transports is None else internal_transports
    return Gateway(settings, RouteTable(routes), upstreams, transport, openapi, transports, clock)


class Gateway:
    """An ASGI app with a lifespan; inside another process use `async with gateway.running()`."""

    def __init__(
        self,
        settings: GatewaySettings,
        table: RouteTable,
        upstreams: Mapping[str, Upstream],
        transport: Transport,
        openapi: Callable[[], bytes] | None,
        internal_transports: Mapping[str, httpx2.AsyncBaseTransport],
        clock: Clock | None,
    ) -> None:
        missing = table.services - set(upstreams)
        if missing:
            raise ValueError(f"routes lead to services without an upstream: {', '.join(sorted(missing))}")
        signer = TokenSigner(settings.signing_key(), ISSUER)
        clock = clock or load_clock(settings.clock)
        calls, streams = InternalCalls(settings, signer, internal_transports), Streams()
        ring, book, limits = KeyRing(calls, clock), AccessBook(calls), Limits(settings)
        self._table = table
        self._transport = transport
        self._upstreams = upstreams
        self._calls = calls
        self._edge = Edge(settings)
        self._policy = Policy(settings)
        self._visitors = Policy(settings, platform=False)
        self._limits = limits
        self._hosts = OwnHosts(settings, table.routes, calls, limits)
        credentials = Credentials(calls, ring, issuer=settings.public_url, clock=clock)
        self._admission = Admission(credentials, Passes(book, signer), limits)
        self._broadcast = Broadcast(transport, calls, credentials, book, self._hosts, streams, clock)
        backends = {name: _backend(settings, upstream) for name, upstream in upstreams.items()}
        self._forward = Forwarder(backends, streams, credentials.any_revoked)
        self._site = Site(
            openapi=openapi,
            web=load_web(settings.web_dir, settings.public_url),
            own_keys=signer.jwks(),
            public_keys=ring.published,
            ready=lambda: self._broadcast.caught_up,
        )
        self._log = AccessLog(enabled=settings.access_log)
        self._observer = RequestObserver("gateway") if settings.otlp_endpoint else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await serve_lifespan(receive, send, self._lifespan)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Gateway"]:
        """Listen for revocations and changes while the block runs."""
        await self._broadcast.start()
        watching = asyncio.ensure_future(self._broadcast.run())
        try:
            yield self
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            for upstream in self._upstreams.values():
                await upstream.close()
            await self._limits.close()
            await self._calls.close()

    @asynccontextmanager
    async def _lifespan(self) -> AsyncIterator[None]:
        async with self.running():
            yield
        await self._transport.stop()
        await asyncio.to_thread(flush_telemetry)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        inbound = self._edge.open(scope)
        with self._observe(scope, inbound) as seen:
            await self._answer(scope, receive, inbound, Exchange(inbound, self._policy, send), seen)

    async def _answer(
        self, scope: Scope, receive: Receive, inbound: Inbound, exchange: Exchange, seen: Observed
    ) -> None:
        began = time.perf_counter()
        try:
            await self._handle(scope, receive, inbound, exchange, seen)
        except Problem as problem:
            await exchange.refuse(problem)
        except ClientGone:
            pass
        except Exception as error:  # a bug of ours is an honest 500, and no reason to lose the log line
            log.error("request.failed", path=inbound.path, exc_info=error)
            if not exchange.started:
                await exchange.refuse(Problem(None, "Something went wrong on our side."))
        finally:
            seen.status = exchange.status
            self._log.tell(inbound, seen.route, exchange.status, began)

    async def _handle(
        self, scope: Scope, receive: Receive, inbound: Inbound, exchange: Exchange, seen: Observed
    ) -> None:
        self._edge.read(scope, inbound)
        doors: RouteTable | Place = self._table
        if not self._hosts.is_platform(inbound.host) and inbound.path not in ANYWHERE:
            exchange.policy = self._visitors
            doors = await self._hosts.place(inbound)
            moved = doors.moved_to(inbound, scope["query_string"])
            if moved is not None:
                await exchange.answer(308, [(b"location", moved), (b"content-length", b"0")], b"")
                return
        elif await self._own_page(inbound, exchange):
            return
        if inbound.method == "OPTIONS" and "OPTIONS" not in (methods := doors.allowed(inbound.path)):
            await self._options(scope, inbound, exchange, methods)
            return
        try:
            route = doors.find(inbound.method, inbound.path)
        except NotFound:
            if doors is self._table and await self._site.web(inbound, exchange):
                return
            raise
        seen.route, exchange.own_cors = route.path, route.cors == "own"
        if isinstance(doors, Place):
            doors.enter(route, inbound)
        await self._serve(scope, receive, inbound, exchange, route)

    async def _own_page(self, inbound: Inbound, exchange: Exchange) -> bool:
        """Answer with a page of the gateway's own, if there is one at this path."""
        page = self._site.page(inbound) if inbound.method != "OPTIONS" else None
        if page is not None:
            await page(inbound, exchange)
        return page is not None

    async def _serve(self, scope: Scope, receive: Receive, inbound: Inbound, exchange: Exchange, route: Route) -> None:
        """What every routed request goes through."""
        if inbound.length is not None and inbound.length > route.body_limit:
            raise TooLarge(detail=f"This route takes at most {route.body_limit} bytes.")
        outcome, query = await self._admission.admit(scope, inbound, route, exchange)
        if route.idempotency == "required" and not inbound.idempotency_key:
            raise Malformed("idempotency_key_required", "This route demands the header Idempotency-Key.")
        await self._forward.http(
            route,
            self._inner(scope, inbound, outcome, query),
            Body(receive, route.body_limit, exchange.mute),
            exchange,
            keyed=inbound.idempotency_key is not None,
            tags=outcome.tags,
        )

    async def _options(self, scope: Scope, inbound: Inbound, exchange: Exchange, methods: list[str]) -> None:
        """Preflights end here, but for routes with an OPTIONS of their own; a plain one lists the methods."""
        if not methods:
            raise NotFound(detail="There is nothing at this address.")
        headers = [(b"allow", ", ".join(methods).encode())]
        if inbound.origin and any(name == b"access-control-request-method" for name, _ in scope["headers"]):
            headers += self._policy.preflight(inbound.origin, methods)
        await exchange.answer(204, headers, b"")

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        inbound, status, began = self._edge.open(scope), 101, time.perf_counter()
        try:
            self._edge.read(scope, inbound)
            if not self._policy.may_open_socket(inbound.origin, dict(inbound.headers).get(b"host", b"")):
                raise Forbidden("origin_not_allowed", "Pages of that origin may not connect here.")
            ours = self._hosts.is_platform(inbound.host)
            doors = self._table if ours else await self._hosts.place(inbound)
            route = doors.find("WEBSOCKET", inbound.path)
            if isinstance(doors, Place):
                doors.enter(route, inbound)
            outcome, query = await self._admission.admit(scope, inbound, route, None)
            inner = self._inner(scope, inbound, outcome, query)
            await self._forward.socket(route, inner, receive, send, outcome.tags)
        except Problem as problem:
            status = problem.status
            await refuse_socket(scope, send, problem, inbound)
        self._log.tell(inbound, "WEBSOCKET", status, began)

    def _inner(self, scope: Scope, inbound: Inbound, outcome: Pass, query: bytes) -> Scope:
        """The request as the service sees it."""
        headers = inbound.headers
        headers.append((b"x-request-id", inbound.request_id))
        headers.append((CLIENT_IP_HEADER, inbound.address.encode()))
        if outcome.token is not None:
            headers.append(outcome.token)
        if self._observer is not None:
            own = current_traceparent()
            if own is not None:
                headers[:] = [pair for pair in headers if pair[0] != b"traceparent"]
                headers.append((b"traceparent", own.encode()))
        path, raw = inbound.inner or (inbound.path, inbound.raw_path)
        return {**scope, "path": path, "raw_path": raw, "query_string": query, "headers": headers, "state": {}}

    def _observe(self, scope: Scope, inbound: Inbound) -> AbstractContextManager[Observed]:
        if self._observer is None or inbound.path in PROBES:
            return nullcontext(Observed())
        return self._observer.observe(inbound.method, traceparent_of(scope), root=True)


def _backend(settings: GatewaySettings, upstream: Upstream) -> Backend:
    breaker = Breaker(settings.breaker_failures, settings.breaker_seconds)
    return Backend(upstream, breaker, in_flight=settings.max_in_flight, streams=settings.max_streams)
