"""What lies behind the door: one small interface, `await upstream(scope, receive, send)`, and its guard.

An upstream speaks ASGI for `http` and `websocket`. It raises `ConnectFailed` when nothing reached the service,
`ConnectionBroken` when the service went away or answered nonsense, and `ClientGone` when the caller left.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Protocol

import structlog

from mewayz_kit.errors import Problem, Unavailable

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
log = structlog.get_logger(__name__)


class ConnectFailed(Exception):
    """The service could not be reached; it has seen nothing of the request."""


class ConnectionBroken(Exception):
    """The service went away, fell silent or broke the protocol; it may have done the work."""


class ClientGone(Exception):
    """The caller left before the answer was complete."""


class Upstream(Protocol):
    """One service, over the network or in this process. Both pass `UpstreamSuite`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or carry one socket."""

    async def close(self) -> None:
        """Give back connections."""


class AsgiUpstream:
    """A service whose app runs in this process."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the app; a bug in it is a 500, as a server would answer, or a broken connection mid-answer."""
        started = finished = False

        async def watched(message: Message) -> None:
            nonlocal started, finished
            started = True
            finished = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            await self._app(dict(scope), receive, watched)
        except Exception as error:  # whatever the app raises, its server would have answered for it
            if finished:
                return
            log.error("upstream.app.failed", path=scope["path"], exc_info=error)
            if started or scope["type"] != "http":
                raise ConnectionBroken("The app failed in the middle of its answer.") from error
            raise Problem(None, "Something went wrong on our side.") from error
        if scope["type"] == "http" and not finished:
            raise ConnectionBroken("The app returned without a complete answer.")

    async def close(self) -> None:
        """Nothing to give back; whoever runs the app ends it."""


class Breaker:
    """Stops asking a service that failed `threshold` times in a row; after `seconds` one request tries again."""

    def __init__(self, threshold: int, seconds: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self._threshold = threshold
        self._seconds = seconds
        self._now = now
        self._failures = 0
        self._opened = 0.0

    def admit(self) -> None:
        """Raise `Unavailable` while open; let a single trial through when the pause is over."""
        if self._failures < self._threshold:
            return
        now = self._now()
        if now - self._opened < self._seconds:
            raise Unavailable(detail="This part of the product does not answer.", retry_after=int(self._seconds))
        self._opened = now

    def succeeded(self) -> None:
        """The service answered."""
        self._failures = 0

    def failed(self) -> None:
        """The service did not answer, or not in time."""
        self._failures += 1
        if self._failures >= self._threshold:
            self._opened = self._now()


class Backend:
    """One upstream with its breaker and bulkhead, so that one slow service cannot hold every request."""

    def __init__(self, upstream: Upstream, breaker: Breaker, *, in_flight: int, streams: int) -> None:
        self.upstream = upstream
        self.breaker = breaker
        self._free = {False: in_flight, True: streams}

    @contextmanager
    def place(self, *, stream: bool) -> Iterator[None]:
        """A place for one request (or stream), or `Unavailable` when all are taken or the breaker is open."""
        if self._free[stream] <= 0:
            raise Unavailable(detail="This part of the product is busy.")
        self.breaker.admit()
        self._free[stream] -= 1
        try:
            yield
        finally:
            self._free[stream] += 1


class Body:
    """The request body on its way: counts bytes, stops at the cap, and can start again while nothing was read.

    At the cap it tells the upstream that the caller left; `overflow` tells the gateway why. `left` says that the
    upstream was told so, whatever the reason: what it does then is no failure of its own.
    """

    __slots__ = ("_limit", "_on_overflow", "_receive", "_unread", "consumed", "ended", "left", "overflow")

    def __init__(self, receive: Receive, limit: int, on_overflow: Callable[[], None]) -> None:
        self._receive = receive
        self._unread: Message | None = None
        self._limit = limit
        self._on_overflow = on_overflow
        self.consumed = 0
        self.ended = False
        self.left = False
        self.overflow = False

    async def receive(self) -> Message:
        """The next ASGI message for the upstream."""
        if self._unread is not None:
            message, self._unread = self._unread, None
            return message
        if self.left:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.left = True
        else:
            self.consumed += len(message.get("body", b""))
            self.ended = not message.get("more_body", False)
            if self.consumed > self._limit:
                self.overflow = self.left = True
                self._on_overflow()
                return {"type": "http.disconnect"}
        return message

    def rewind(self) -> bool:
        """Whether a second attempt would send the same request; if so, the next message is the first again."""
        if self.consumed:
            return False
        if self.ended:
            self._unread = {"type": "http.request", "body": b"", "more_body": False}
        return True


async def cancelled(task: "asyncio.Task[Any] | None") -> None:
    """End a helper task and wait for it; what it raised has been told another way."""
    if task is not None:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()
