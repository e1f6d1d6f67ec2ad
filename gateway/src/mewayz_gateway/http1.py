"""Connections to services: HTTP/1.1 (RFC 9112) on httptools, kept alive, streaming both ways.

Written by hand because it is the hot path: a third of the time of a general client (`tests/load/gateway_bench.py`
measures it). What keeps it small: one exchange at a time, no redirects, no cookies, no decoding. What it refuses:
any answer whose framing could be read in two ways.
"""

import asyncio
import socket
import time
from collections import deque
from urllib.parse import urlsplit

import httptools

from mewayz_gateway.upstream import ConnectFailed, ConnectionBroken

HIGH_WATER = 262_144
MAX_HEAD = 65_536
IDLE_SECONDS = 4.0
"""Below the five seconds after which uvicorn closes an idle connection, so that a reused one is rarely dead."""
HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
Headers = list[tuple[bytes, bytes]]


class Connection(asyncio.Protocol):
    """One connection; between `begin` and a complete answer it belongs to one exchange."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._closed = False
        self.idle_since = 0.0
        self.used = False
        self._parser: httptools.HttpResponseParser | None = None
        self._complete = True

    # The exchange

    def begin(self, *, head_only: bool) -> None:
        """Expect the answer to one request; that to a HEAD has no body whatever its headers say."""
        self._parser = httptools.HttpResponseParser(self)
        self._head_only = head_only
        self._headed = self._interim = self._complete = self._paused = False
        self._keep_alive = self._until_close = False
        self._failure: BaseException | None = None
        self._chunks: list[bytes] = []
        self._buffered = self._head_size = 0
        self.request_done = False
        self.status = 0
        self.headers: Headers = []

    def write(self, data: bytes) -> None:
        """Send without waiting; used for what fits into one segment anyway."""
        if self._transport is not None and not self._closed:
            self._transport.write(data)

    async def drain(self) -> None:
        """Wait while the service reads slower than the caller sends."""
        if self._drained is not None and not self._closed:
            await asyncio.shield(self._drained)

    async def head(self, patience: float | None) -> bool:
        """Wait for status and headers; False when `patience` seconds pass first."""
        while not self._headed:
            if self._failure is not None:
                raise self._failure
            if not await self._wait(patience):
                return False
        return True

    async def body(self, patience: float | None) -> tuple[bytes, bool]:
        """The next piece of the body, and whether more follows."""
        while not self._chunks and not self._complete:
            if self._failure is not None:
                raise self._failure
            if not await self._wait(patience):
                raise ConnectionBroken("The service fell silent in the middle of its answer.")
        data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self._buffered = 0
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return data, not self._complete

    def fail(self, error: BaseException) -> None:
        """End the exchange with `error` for whoever waits for the answer, and close; a complete one stays so."""
        if self._complete:
            return
        self._failure = self._failure or error
        self.abort()
        self._wake()

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def reusable(self) -> bool:
        """Whether the exchange ended so that another may follow on this connection."""
        return self._complete and self._keep_alive and self.request_done and not self.closed

    @property
    def closed(self) -> bool:
        """Whether the connection is gone or going."""
        return self._closed or self._transport is None or self._transport.is_closing()

    async def _wait(self, patience: float | None) -> bool:
        waiter = self._waiter = self._loop.create_future()
        timer = self._loop.call_later(patience, _give_up, waiter) if patience is not None else None
        try:
            await waiter
        except TimeoutError:
            return False
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()
        return True

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Parse; bytes that nobody asked for mean the two sides are out of step."""
        if self._parser is None or self._complete:
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._keep_alive = False
            self.fail(ConnectionBroken(f"The service broke the protocol ({error.__context__ or error})."))
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Closed by either side."""
        self._closed = True
        if not self._complete:
            if error is None and self._headed and self._until_close and self._failure is None:
                self._complete = True
            elif self._failure is None:
                self._failure = ConnectionBroken("The service closed the connection.")
        self.resume_writing()
        self._wake()

    def pause_writing(self) -> None:
        """The send buffer is full."""
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        """The send buffer has room."""
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None

    # httptools

    def on_message_begin(self) -> None:
        """A second answer behind the first would be somebody else's."""
        if self._complete:
            raise ValueError("an answer nobody asked for")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect a header; trailers are dropped."""
        if self._headed:
            return
        self._head_size += len(name) + len(value)
        if self._head_size > MAX_HEAD:
            raise ValueError("the head is too large")
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Judge the framing, once per answer; 1xx answers are skipped."""
        assert self._parser is not None
        self.status = self._parser.get_status_code()
        if self.status < 200:
            if self.status == 101:
                raise ValueError("an upgrade nobody asked for")
            self._interim = True
            return
        framed = check_framing(self.headers, self._parser.get_http_version())
        bodiless = self._head_only or self.status in {204, 304}
        self._until_close = not framed and not bodiless
        self._keep_alive = self._parser.should_keep_alive() and not self._until_close
        self._headed = True
        if self._head_only:
            self._complete = True

    def on_body(self, body: bytes) -> None:
        """Collect a piece; stop reading while the caller is slower than the service."""
        if self._complete:
            raise ValueError("a body where none may be")
        self._chunks.append(body)
        self._buffered += len(body)
        if self._buffered > HIGH_WATER and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """The answer is whole, unless it was an interim one."""
        if self._interim:
            self._interim = False
            self.headers = []
            return
        self._complete = True


def _give_up(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())


def check_framing(headers: Headers, version: str) -> bool:
    """Whether the headers say where the body ends; raises ValueError when they say it in two ways (§6.3)."""
    lengths = [value for name, value in headers if name == b"content-length"]
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if codings and (lengths or codings != [b"chunked"] or version != "1.1"):
        raise ValueError("ambiguous framing")
    if len(lengths) > 1 or (lengths and not lengths[0].isdigit()):
        raise ValueError("ambiguous length")
    return bool(lengths or codings)


class Pool:
    """The connections to one service, last used first."""

    def __init__(self, url: str, *, connect_timeout: float) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (443 if self.secure else 80)
        self.authority = parts.netloc.encode()
        self._connect_timeout = connect_timeout
        self._idle: deque[Connection] = deque()

    async def acquire(self) -> Connection:
        """An idle connection that is fresh enough, or a new one; raises `ConnectFailed`."""
        oldest = time.monotonic() - IDLE_SECONDS
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed and connection.idle_since >= oldest:
                return connection
            connection.abort()
        return await self._connect()

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_timeout):
                transport, connection = await loop.create_connection(
                    lambda: Connection(loop), self.host, self.port, ssl=True if self.secure else None
                )
        except (OSError, TimeoutError) as error:
            raise ConnectFailed(f"{self.host}:{self.port} cannot be reached.") from error
        plain = transport.get_extra_info("socket")
        if plain is not None:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return connection

    def release(self, connection: Connection) -> None:
        """Keep the connection if another exchange may follow on it, else close it."""
        if connection.reusable:
            connection.used = True
            connection.idle_since = time.monotonic()
            self._idle.append(connection)
        else:
            connection.abort()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().abort()
