"""A service over the network: bodies stream both ways, an early answer stops the upload, a lost caller the work."""

import asyncio
from urllib.parse import quote

from mewayz_gateway import sockets
from mewayz_gateway.http1 import HOP_BY_HOP, Connection, Headers, Pool
from mewayz_gateway.upstream import (
    ClientGone,
    Message,
    Receive,
    Scope,
    Send,
    cancelled,
)
from mewayz_kit.errors import Malformed

PATIENCE = 0.25
"""Seconds an answer may take before we also watch whether the caller is still there; quick ones never pay for it."""


class HttpUpstream:
    """Proxies to `url` (`http://crm:8000`)."""

    def __init__(self, url: str, *, connect_timeout: float = 2.0, idle_timeout: float = 60.0) -> None:
        self._pool = Pool(url, connect_timeout=connect_timeout)
        self._connect_timeout = connect_timeout
        self._idle_timeout = idle_timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI for `http` and `websocket`."""
        if scope["type"] == "websocket":
            await sockets.bridge(self._pool, scope, receive, send, timeout=self._connect_timeout)
            return
        first = await receive()
        if first["type"] == "http.disconnect":
            raise ClientGone
        chunked = _is_chunked(scope, first)
        head = request_head(scope, self._pool.authority, chunked=chunked)
        connection = await self._pool.acquire()
        feeder = Feeder(connection, receive, chunked=chunked)
        try:
            connection.begin(head_only=scope["method"] == "HEAD")
            feeder.start(head, first)
            await self._answer(connection, feeder, send, stream=scope.get("mewayz.stream", False))
        except BaseException:
            connection.abort()
            raise
        finally:
            await feeder.stop()
        self._pool.release(connection)

    async def _answer(self, connection: Connection, feeder: "Feeder", send: Send, *, stream: bool) -> None:
        if not await connection.head(PATIENCE):
            feeder.watch()
            await connection.head(None)
        await send(
            {"type": "http.response.start", "status": connection.status, "headers": end_to_end(connection.headers)}
        )
        patience = None if stream else self._idle_timeout
        more = True
        while more:
            data, more = await connection.body(patience)
            if more:
                feeder.watch()
            await send({"type": "http.response.body", "body": data, "more_body": more})

    async def close(self) -> None:
        """Close idle connections."""
        self._pool.close()


class Feeder:
    """Sends the request and, once asked to, watches for the caller leaving. One task at most, often none."""

    def __init__(self, connection: Connection, receive: Receive, *, chunked: bool) -> None:
        self._connection = connection
        self._receive = receive
        self._chunked = chunked
        self._task: asyncio.Task[None] | None = None

    def start(self, head: bytes, first: Message) -> None:
        """Send the head with the first piece of the body; what follows is sent beside reading the answer."""
        more = first.get("more_body", False)
        self._connection.write(head + self._framed(first.get("body", b""), last=not more))
        self._connection.request_done = not more
        if more:
            self.watch()

    def watch(self) -> None:
        """Keep on receiving from the caller."""
        if self._task is None:
            self._task = asyncio.ensure_future(self._run())

    async def stop(self) -> None:
        """The exchange is over."""
        if self._task is not None:
            await cancelled(self._task)

    async def _run(self) -> None:
        while True:
            await self._connection.drain()
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._connection.fail(ClientGone())
                return
            more = message.get("more_body", False)
            self._connection.write(self._framed(message.get("body", b""), last=not more))
            self._connection.request_done = not more

    def _framed(self, data: bytes, *, last: bool) -> bytes:
        if not self._chunked:
            return data
        framed = b"%x\r\n%b\r\n" % (len(data), data) if data else b""
        return framed + b"0\r\n\r\n" if last else framed


def _is_chunked(scope: Scope, first: Message) -> bool:
    """Chunked framing is for bodies of unknown length only."""
    has_body = bool(first.get("body")) or first.get("more_body", False)
    return has_body and not any(name == b"content-length" for name, _ in scope["headers"])


def request_head(scope: Scope, authority: bytes, *, chunked: bool) -> bytes:
    """The request line and headers; refuses anything that could end a line early (RFC 9112 §2.2)."""
    target: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    if scope["query_string"]:
        target = b"%b?%b" % (target, scope["query_string"])
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target)]
    named = False
    for name, value in scope["headers"]:
        if name not in HOP_BY_HOP:
            named = named or name == b"host"
            lines.append(b"%b: %b" % (name, value))
    if not named:
        lines.append(b"host: " + authority)
    if chunked:
        lines.append(b"transfer-encoding: chunked")
    head = b"\r\n".join(lines)
    ends = len(lines) - 1
    if b" " in target or b"\0" in head or head.count(b"\n") != ends or head.count(b"\r") != ends:
        raise Malformed("invalid_header", "A header or the path holds characters that it must not.")
    return head + b"\r\n\r\n"


def end_to_end(headers: Headers) -> Headers:
    """Without what concerns one connection only, including what its `Connection` header names (RFC 9110 §7.6.1)."""
    named = {token.strip().lower() for name, value in headers if name == b"connection" for token in value.split(b",")}
    return [pair for pair in headers if pair[0] not in HOP_BY_HOP and pair[0] not in named]
