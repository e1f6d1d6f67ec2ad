"""The hand-made HTTP/1.1 client against servers that answer byte by byte, badly, late or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from mewayz_gateway.http_upstream import HttpUpstream
from mewayz_gateway.upstream import ConnectFailed, ConnectionBroken
from mewayz_kit.errors import Malformed
from mewayz_testing.suites.upstream import Caller, request

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
PATIENCE = 10


class RawServer:
    """Answers each request on a connection by the script; None in it closes the connection."""

    def __init__(self, *script: bytes | None, by_byte: bool = False) -> None:
        self._script = script
        self._by_byte = by_byte
        self.connections = 0
        self.heads: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        for answer in self._script:
            try:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError:
                break
            if answer is None:
                break
            for piece in [answer[i : i + 1] for i in range(len(answer))] if self._by_byte else [answer]:
                writer.write(piece)
                await writer.drain()
                await turn()
        writer.close()


@asynccontextmanager
async def behind(server: RawServer, **options: Any) -> AsyncIterator[HttpUpstream]:
    """An upstream in front of `server`."""
    serving: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        with suppress(ConnectionError):
            await server.serve(reader, writer)
            await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
        server.port = listening.sockets[0].getsockname()[1]
        upstream = HttpUpstream(f"http://127.0.0.1:{server.port}", **options)
        yield upstream
        await upstream.close()
        await asyncio.gather(*serving)


async def ask(upstream: HttpUpstream, scope: Any = None, *pieces: bytes) -> Caller:
    caller = Caller(*pieces)
    await asyncio.wait_for(upstream(scope or request(), caller.receive, caller.send), PATIENCE)
    return caller


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (OK, b"ok"),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nx-late: 1\r\n\r\n",
            b"abcde",
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + OK, b"ok"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", b""),
    ],
)
async def test_answers_may_come_byte_by_byte_and_the_connection_stays(answer: bytes, body: bytes) -> None:
    server = RawServer(answer, answer, by_byte=True)
    async with behind(server) as upstream:
        for _ in range(2):
            caller = await ask(upstream)
            assert (caller.status, caller.body, caller.complete) == (200, body, True)
            assert not any(name in {b"transfer-encoding", b"link", b"x-late"} for name, _ in caller.headers)
    assert server.connections == 1


async def test_a_body_until_the_end_of_the_connection() -> None:
    server = RawServer(b"HTTP/1.0 200 OK\r\n\r\neverything")
    async with behind(server) as upstream:
        for number in (1, 2):
            caller = await ask(upstream)
            assert (caller.body, caller.complete, server.connections) == (b"everything", True, number)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok!",
        b"HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"a" * 70_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nfold: a\r\n b\r\nx y: z\r\ncontent-length: 0\r\n\r\n",
        b"",
    ],
)
async def test_answers_that_can_be_read_in_two_ways_are_refused(answer: bytes) -> None:
    async with behind(RawServer(answer)) as upstream:
        with pytest.raises(ConnectionBroken):
            await ask(upstream)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
    ],
)
async def test_a_cut_off_answer_is_never_complete(answer: bytes) -> None:
    async with behind(RawServer(answer)) as upstream:
        caller = Caller()
        with pytest.raises(ConnectionBroken):
            await upstream(request(), caller.receive, caller.send)
        assert not caller.complete


async def test_bytes_behind_an_answer_are_nobodys() -> None:
    """A second answer nobody asked for would be taken for that of the next request (response splitting)."""
    server = RawServer(OK + b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong", OK)
    async with behind(server) as upstream:
        assert (await ask(upstream)).body == b"ok"
        assert (await ask(upstream)).body == b"ok"
    assert server.connections == 2


async def test_a_body_behind_a_head_answer_is_nobodys() -> None:
    server = RawServer(OK, OK)
    async with behind(server) as upstream:
        assert (await ask(upstream, request("HEAD"))).body == b""
        assert (await ask(upstream)).body == b"ok"
    assert server.connections == 2


async def test_connection_close_is_honoured() -> None:
    server = RawServer(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close, x-hop\r\nx-hop: 1\r\n\r\nok", OK)
    async with behind(server) as upstream:
        first = await ask(upstream)
        assert not any(name in {b"connection", b"x-hop"} for name, _ in first.headers)
        await ask(upstream)
    assert server.connections == 2


async def test_a_connection_closed_while_idle_is_not_used_again() -> None:
    server = RawServer(OK)
    async with behind(server) as upstream:
        for number in (1, 2, 3):
            await ask(upstream)
            await until(lambda: not upstream._pool._idle or upstream._pool._idle[0].closed)
            assert server.connections == number


async def test_a_connection_closed_at_the_moment_of_use_is_told_as_broken() -> None:
    """Whether to try again is the forwarder's decision, for only it knows what is safe."""
    async with behind(RawServer(OK, None)) as upstream:
        await ask(upstream)
        with pytest.raises(ConnectionBroken):
            await ask(upstream)


async def test_a_closed_port_is_told_apart() -> None:
    server = RawServer(OK)
    async with behind(server) as upstream:
        pass
    with pytest.raises(ConnectFailed):
        await ask(upstream)


async def test_silence_inside_a_body_ends_the_exchange() -> None:
    async with behind(HangingServer(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), idle_timeout=0.1) as upstream:
        caller = Caller()
        with pytest.raises(ConnectionBroken, match="silent"):
            await upstream(request(), caller.receive, caller.send)
        assert caller.body == b"half"


class HangingServer(RawServer):
    """Answers once and then neither speaks nor closes, until the other side does."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self._script[0] or b"")
        await reader.read()
        writer.close()


class EagerServer(RawServer):
    """Sends 64 MB as fast as the other side takes them and counts what left."""

    sent = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 67108864\r\n\r\n")
        for _ in range(1024):
            writer.write(b"x" * 65_536)
            await writer.drain()
            self.sent += 65_536
        writer.close()


async def test_a_slow_caller_slows_the_service_down() -> None:
    server, caller, go_on = EagerServer(), Caller(), asyncio.Event()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await go_on.wait()
        await caller.send({**message, "body": b"%d" % len(message.get("body", b""))})

    async with behind(server) as upstream:
        asking = asyncio.ensure_future(upstream(request(), caller.receive, send))
        await until_still(lambda: server.sent)
        assert server.sent < 16_777_216, "most of it still waits at the service"
        go_on.set()
        await asyncio.wait_for(asking, PATIENCE)
    assert sum(int(message["body"]) for message in caller.sent[1:]) == 67_108_864


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", [(b"x-a", b"1\r\nx-b: 2")]),
        ("/", [(b"x-a\n", b"1")]),
        ("/", [(b"x-a", b"1\0")]),
        ("/a b", []),
        ("/a\r\nx", []),
    ],
)
async def test_nothing_ends_a_line_early(path: str, headers: list[tuple[bytes, bytes]]) -> None:
    server = RawServer(OK)
    async with behind(server) as upstream:
        with pytest.raises(Malformed):
            await ask(upstream, request("GET", path, *headers))
    assert server.heads == []


async def test_the_request_is_framed_once() -> None:
    server = RawServer(OK, OK, OK)
    async with behind(server) as upstream:
        hop = [(b"transfer-encoding", b"chunked"), (b"connection", b"x"), (b"te", b"trailers"), (b"upgrade", b"h2c")]
        await ask(upstream, request("GET", "/", *hop))
        await ask(upstream, request("POST", "/", (b"content-length", b"0")))
    assert b"transfer-encoding" not in server.heads[0]
    assert b"upgrade" not in server.heads[0]
    assert server.heads[1].count(b"content-length: 0") == 1


async def until(true: Callable[[], bool]) -> None:
    """Let the loop turn until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await turn()


async def until_still(value: Callable[[], int]) -> None:
    """Let the loop turn until `value` has stopped changing."""
    loop, last, since = asyncio.get_running_loop(), -1, 0.0
    async with asyncio.timeout(PATIENCE):
        while last != value() or loop.time() - since < 0.2 or last <= 0:
            if last != value():
                last, since = value(), loop.time()
            await turn()


async def turn() -> None:
    """Let the loop turn once."""
    await asyncio.sleep(0)
