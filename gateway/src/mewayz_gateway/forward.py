"""Carrying a request to its service: deadline, one retry where it is safe, breaker, bulkhead, open streams."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import structlog

from mewayz_gateway.exchange import Exchange
from mewayz_gateway.routes import SAFE_METHODS, Route
from mewayz_gateway.upstream import (
    Backend,
    Body,
    ClientGone,
    ConnectFailed,
    ConnectionBroken,
    Message,
    Receive,
    Scope,
    Send,
)
from mewayz_kit.errors import TooLarge, Unauthenticated, Unavailable

DEADLINE_HEADER = b"mewayz-internal-deadline"
PAUSE = 0.05
POLICY_VIOLATION = 1008
log = structlog.get_logger(__name__)


class Streams:
    """The open streams and sockets, by what may end them: session, key, member of a workspace, workspace."""

    def __init__(self) -> None:
        self._open: dict[str, set[asyncio.Timeout]] = {}

    @contextmanager
    def opened(self, tags: tuple[str, ...], lease: asyncio.Timeout) -> Iterator[None]:
        """Register a stream while it lives; its lease runs out when one of `tags` is closed."""
        for tag in tags:
            self._open.setdefault(tag, set()).add(lease)
        try:
            yield
        finally:
            for tag in tags:
                leases = self._open[tag]
                leases.discard(lease)
                if not leases:
                    del self._open[tag]

    def close(self, tag: str) -> None:
        """End every stream of `tag` now; the clients connect again with the rights they have then."""
        now = asyncio.get_running_loop().time()
        for lease in list(self._open.get(tag, ())):
            lease.reschedule(now)


class Forwarder:
    """Sends requests to backends."""

    def __init__(
        self, backends: Mapping[str, Backend], streams: Streams, revoked: Callable[[tuple[str, ...]], bool]
    ) -> None:
        """`revoked(tags)` tells whether a stream about to open has been ended in the meantime."""
        self._backends = backends
        self._streams = streams
        self._revoked = revoked

    async def http(
        self, route: Route, scope: Scope, body: Body, exchange: Exchange, *, keyed: bool, tags: tuple[str, ...]
    ) -> None:
        """Answer one request; raises a `Problem` while nothing has been answered, `ClientGone` afterwards."""
        backend = self._backends[route.service]
        try:
            with backend.place(stream=route.stream):
                if route.stream:
                    await self._stream(backend, scope, body, exchange, tags)
                else:
                    await self._timed(backend, route, scope, body, exchange, keyed=keyed)
        except (ClientGone, Unavailable):
            if not body.overflow:
                raise
        if body.overflow:
            if exchange.started:
                raise ClientGone
            exchange.muted = False
            raise TooLarge(detail=f"This route takes at most {route.body_limit} bytes.")

    async def _timed(
        self, backend: Backend, route: Route, scope: Scope, body: Body, exchange: Exchange, *, keyed: bool
    ) -> None:
        limit = route.timeout or None
        if limit is not None:
            scope["headers"].append((DEADLINE_HEADER, b"%.3f" % (time.time() + limit)))
        try:
            async with asyncio.timeout(limit) as deadline:
                exchange.deadline = deadline
                await self._attempts(backend, scope, body, exchange, keyed=keyed)
        except TimeoutError:
            if not deadline.expired():
                raise
            backend.breaker.failed()
            raise Unavailable(detail="This part of the product did not answer in time.") from None
        finally:
            exchange.deadline = None

    async def _stream(
        self, backend: Backend, scope: Scope, body: Body, exchange: Exchange, tags: tuple[str, ...]
    ) -> None:
        scope["mewayz.stream"] = True
        try:
            async with asyncio.timeout(None) as lease:
                with self._streams.opened(tags, lease):
                    self._check(tags)
                    await self._attempts(backend, scope, body, exchange, keyed=False)
        except TimeoutError:
            if not lease.expired():
                raise
            if not exchange.started:
                raise _ended() from None
            await exchange.end()

    async def _attempts(self, backend: Backend, scope: Scope, body: Body, exchange: Exchange, *, keyed: bool) -> None:
        """Try, and once more where a second try cannot do the work twice.

        Nothing reached the service: safe and keyed requests. It broke off: safe ones only, a keyed one is the
        client's to repeat, for its body has gone.
        """
        for last in (False, True):
            try:
                await backend.upstream(scope, body.receive, exchange.send)
            except ConnectFailed as error:
                failure: Exception = error
                again = keyed or scope["method"] in SAFE_METHODS
            except ConnectionBroken as error:
                failure = error
                again = scope["method"] in SAFE_METHODS
            else:
                backend.breaker.succeeded()
                return
            if body.left:
                raise ClientGone from failure
            backend.breaker.failed()
            log.warning("upstream.failed", path=scope["path"], error=str(failure), last=last)
            if exchange.started:
                raise ClientGone from failure
            if last or not again or not body.rewind():
                raise Unavailable(detail="This part of the product does not answer.") from failure
            await asyncio.sleep(PAUSE)

    async def socket(self, route: Route, scope: Scope, receive: Receive, send: Send, tags: tuple[str, ...]) -> None:
        """Carry one WebSocket until either side, or a revocation, ends it."""
        backend = self._backends[route.service]
        accepted = closed = False

        async def watched(message: Message) -> None:
            nonlocal accepted, closed
            accepted = accepted or message["type"] != "websocket.close"
            closed = closed or message["type"] in {"websocket.close", "websocket.http.response.start"}
            await send(message)

        with backend.place(stream=True):
            try:
                async with asyncio.timeout(None) as lease:
                    with self._streams.opened(tags, lease):
                        self._check(tags)
                        await backend.upstream(scope, receive, watched)
                        backend.breaker.succeeded()
                        return
            except TimeoutError:
                if not lease.expired():
                    raise
                if not accepted:
                    raise _ended() from None
            except (ConnectFailed, ConnectionBroken) as error:
                backend.breaker.failed()
                log.warning("upstream.failed", path=scope["path"], error=str(error), last=True)
                if not accepted:
                    raise Unavailable(detail="This part of the product does not answer.") from error
        if not closed:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "session ended"})

    def _check(self, tags: tuple[str, ...]) -> None:
        if self._revoked(tags):
            raise _ended()


def _ended() -> Unauthenticated:
    return Unauthenticated("session_revoked", "The session has been ended.")
