"""What every upstream of the gateway must do, whether the service runs in this process or behind a socket.

::

    class TestHttpUpstream(UpstreamSuite):
        broken, gone = ConnectionBroken, ClientGone

        @pytest.fixture
        def serving(self) -> Serving: ...   # async with serving(app) as upstream
"""

import asyncio
from collections.abc import Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar

import pytest

Message = MutableMapping[str, Any]
App = Callable[..., Any]
Serving = Callable[[App], AbstractAsyncContextManager[Any]]
"""Serves an app and yields the upstream in front of it."""
PATIENCE = 20
MEGABYTE = 1_048_576


def request(method: str = "GET", path: str = "/", *headers: tuple[bytes, bytes], query: bytes = b"") -> Message:
    """The scope of a request."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": query,
        "headers": [(b"host", b"mewayz.test"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


class Caller:
    """The other end of the door: gives the body in pieces, keeps the answer, and leaves when told to."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces or (b"",))
        self.sent: list[Message] = []
        self.left = asyncio.Event()
        self._told = asyncio.Condition()

    async def receive(self) -> Message:
        """The next piece; behind the last one there is only leaving."""
        if self._pieces:
            piece = self._pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self._pieces)}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Keep a message of the answer."""
        async with self._told:
            self.sent.append(message)
            self._told.notify_all()

    async def until(self, true: Callable[["Caller"], bool]) -> None:
        """Wait for the answer to have come so far."""
        async with self._told:
            await asyncio.wait_for(self._told.wait_for(lambda: true(self)), PATIENCE)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of the answer."""
        return [(bytes(name), bytes(value)) for name, value in self.sent[0]["headers"]]

    @property
    def body(self) -> bytes:
        """The body so far."""
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def complete(self) -> bool:
        """Whether the answer has ended."""
        return len(self.sent) > 1 and not self.sent[-1].get("more_body", False)


async def whole_body(receive: Any) -> bytes | None:
    """The request body, None when the caller left before its end."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


async def answer(send: Any, body: bytes, *headers: tuple[bytes, bytes], status: int = 200) -> None:
    """A whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


async def mirror(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the body it got; tells method, path, query and selected headers in its own headers."""
    body = await whole_body(receive)
    seen = dict(scope["headers"])
    told = [(b"x-seen", b" ".join((scope["method"].encode(), scope["path"].encode(), scope["query_string"])))]
    told += [(b"x-told", seen[name]) for name in (b"x-one", b"host") if name in seen]
    told += [(b"x-framed", b"length" if b"content-length" in seen else b"open")]
    await answer(send, body or b"", *told)


class UpstreamSuite:
    """Inherited by the tests of each upstream."""

    broken: ClassVar[type[Exception]]
    gone: ClassVar[type[Exception]]

    @pytest.fixture
    def serving(self) -> Serving:
        """Serves an app behind the upstream under test."""
        raise NotImplementedError

    async def ask(self, upstream: Any, scope: Message, *pieces: bytes) -> Caller:
        """One request, answered."""
        caller = Caller(*pieces)
        await asyncio.wait_for(upstream(scope, caller.receive, caller.send), PATIENCE)
        assert caller.complete
        return caller

    async def test_method_path_query_and_headers_arrive(self, serving: Serving) -> None:
        async with serving(mirror) as upstream:
            scope = request("GET", "/a/b", (b"x-one", b"1"), query=b"q=%20&r=")
            caller = await self.ask(upstream, scope)
        assert caller.status == 200
        assert (b"x-seen", b"GET /a/b q=%20&r=") in caller.headers
        assert [value for name, value in caller.headers if name == b"x-told"] == [b"1", b"mewayz.test"]

    async def test_a_body_with_its_length(self, serving: Serving) -> None:
        async with serving(mirror) as upstream:
            scope = request("POST", "/", (b"content-length", b"6"))
            caller = await self.ask(upstream, scope, b"abc", b"", b"def")
        assert caller.body == b"abcdef"
        assert (b"x-framed", b"length") in caller.headers

    async def test_a_body_of_unknown_length(self, serving: Serving) -> None:
        async with serving(mirror) as upstream:
            caller = await self.ask(upstream, request("POST"), b"abc", b"", b"def", b"")
        assert caller.body == b"abcdef"

    async def test_megabytes_pass_both_ways(self, serving: Serving) -> None:
        pieces = [bytes([number]) * 65_536 for number in range(128)]
        async with serving(mirror) as upstream:
            caller = await self.ask(upstream, request("PUT"), *pieces)
        assert len(caller.body) == 8 * MEGABYTE
        assert caller.body == b"".join(pieces)

    async def test_many_requests_at_once_and_in_turn(self, serving: Serving) -> None:
        async with serving(mirror) as upstream:
            for _ in range(3):
                bodies = [str(number).encode() for number in range(40)]
                scopes = [request("POST", "/", (b"content-length", str(len(body)).encode())) for body in bodies]
                callers = await asyncio.gather(
                    *(self.ask(upstream, scope, body) for scope, body in zip(scopes, bodies, strict=True))
                )
                assert [caller.body for caller in callers] == bodies

    @pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
    async def test_answers_without_a_body(self, serving: Serving, method: str, status: int) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            length = [(b"content-length", b"5")] if status == 200 else []
            body = b"" if scope["method"] == "HEAD" or status != 200 else b"hello"
            await answer(send, body, (b"etag", b'"1"'), *length, status=status)

        async with serving(app) as upstream:
            for _ in range(3):
                caller = await self.ask(upstream, request(method))
                assert (caller.status, caller.body) == (status, b"")
                assert (b"etag", b'"1"') in caller.headers

    async def test_repeated_headers_stay_apart(self, serving: Serving) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await answer(send, b"", (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"))

        async with serving(app) as upstream:
            caller = await self.ask(upstream, request())
        assert [value for name, value in caller.headers if name == b"set-cookie"] == [b"a=1", b"b=2"]

    async def test_pieces_of_an_answer_are_not_held_back(self, serving: Serving) -> None:
        go_on = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"first", "more_body": True})
            await go_on.wait()
            await send({"type": "http.response.body", "body": b"second"})

        async with serving(app) as upstream:
            caller = Caller()
            asking = asyncio.ensure_future(upstream(request(), caller.receive, caller.send))
            await caller.until(lambda caller: caller.body == b"first")
            assert not caller.complete
            go_on.set()
            await asyncio.wait_for(asking, PATIENCE)
        assert caller.body == b"firstsecond"

    async def test_an_answer_before_the_end_of_the_body(self, serving: Serving) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await answer(send, b"too large", status=413)

        async with serving(app) as upstream:
            pieces = [b"x" * 65_536] * 64
            for _ in range(2):
                caller = await self.ask(upstream, request("POST"), *pieces)
                assert (caller.status, caller.body) == (413, b"too large")

    async def test_a_caller_that_leaves_ends_the_work(self, serving: Serving) -> None:
        noticed = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
            assert (await receive())["type"] == "http.disconnect"
            noticed.set()
            await send({"type": "http.response.body", "body": b""})

        async with serving(app) as upstream:
            caller = Caller()
            asking = asyncio.ensure_future(upstream(request(), caller.receive, caller.send))
            await caller.until(lambda caller: caller.body != b"")
            caller.left.set()
            await asyncio.wait_for(noticed.wait(), PATIENCE)
            outcome = (await asyncio.gather(asking, return_exceptions=True))[0]
        assert outcome is None or isinstance(outcome, self.gone)

    async def test_a_cancelled_request_ends_the_work(self, serving: Serving) -> None:
        noticed = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
            try:
                assert (await receive())["type"] == "http.disconnect"
            finally:
                noticed.set()
            await send({"type": "http.response.body", "body": b""})

        async with serving(app) as upstream:
            caller = Caller()
            asking = asyncio.ensure_future(upstream(request(), caller.receive, caller.send))
            await caller.until(lambda caller: caller.body != b"")
            asking.cancel()
            await asyncio.wait_for(noticed.wait(), PATIENCE)
            with pytest.raises(asyncio.CancelledError):
                await asking

    async def test_a_service_that_breaks_off_is_told(self, serving: Serving) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
            raise RuntimeError("a bug in the middle")

        async with serving(app) as upstream:
            caller = Caller()
            with pytest.raises(self.broken):
                await asyncio.wait_for(upstream(request(), caller.receive, caller.send), PATIENCE)
        assert not caller.complete

    async def test_sockets_carry_text_bytes_and_the_closing_code(self, serving: Serving) -> None:
        async with serving(_socket_app) as upstream:
            sent = await self._converse(
                upstream,
                [
                    {"type": "websocket.receive", "text": "hello"},
                    {"type": "websocket.receive", "bytes": b"\x00\x01"},
                    {"type": "websocket.receive", "text": "close"},
                ],
            )
        assert sent[0]["type"] == "websocket.accept"
        assert sent[0]["subprotocol"] == "chat"
        assert sent[1]["text"] == "token"
        assert [sent[2].get("text"), sent[3].get("bytes")] == ["hello", b"\x00\x01"]
        assert (sent[4]["type"], sent[4]["code"]) == ("websocket.close", 4001)

    async def test_a_socket_may_be_refused(self, serving: Serving) -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "websocket.close", "code": 1008})

        async with serving(app) as upstream:
            sent = await self._converse(upstream, [])
        assert sent[0]["type"] in {"websocket.close", "websocket.http.response.start"}

    async def test_leaving_a_socket_is_told_to_the_service(self, serving: Serving) -> None:
        noticed: asyncio.Queue[int] = asyncio.Queue()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "websocket.accept"})
            await noticed.put((await receive())["code"])

        async with serving(app) as upstream:
            await self._converse(upstream, [{"type": "websocket.disconnect", "code": 4444}])
            assert await asyncio.wait_for(noticed.get(), PATIENCE) == 4444

    async def _converse(self, upstream: Any, messages: list[Message]) -> list[Message]:
        incoming: asyncio.Queue[Message] = asyncio.Queue()
        sent: list[Message] = []
        for message in [{"type": "websocket.connect"}, *messages]:
            incoming.put_nowait(message)

        async def send(message: Message) -> None:
            sent.append(message)

        scope = request("GET", "/socket", (b"x-one", b"token"))
        scope.update(type="websocket", scheme="ws", subprotocols=["chat"])
        await asyncio.wait_for(upstream(scope, incoming.get, send), PATIENCE)
        return sent


async def _socket_app(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0]})
    await send({"type": "websocket.send", "text": dict(scope["headers"])[b"x-one"].decode()})
    while True:
        message = await receive()
        if message.get("text") == "close":
            await send({"type": "websocket.close", "code": 4001, "reason": "as asked"})
            return
        kept = {name: message[name] for name in ("text", "bytes") if message.get(name) is not None}
        await send({"type": "websocket.send", **kept})
