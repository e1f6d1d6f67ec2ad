"""The gateway's HTTP protocol: what belongs together leaves together, and what streams still streams."""

import asyncio
from typing import Any

import httpx2
from websockets.asyncio.client import connect

from mewayz_gateway.server import FULL, CorkedProtocol

HEADERS = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
CHUNK = b"x" * (FULL + 1)


class App:
    """Answers by path; `/stream` waits between its pieces until told to go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": (await receive())["text"]})
            return
        await receive()
        if scope["path"] == "/small":
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": b"hello"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(60 if scope["path"] == "/large" else 1):
            await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
        if scope["path"] == "/stream":
            await send({"type": "http.response.body", "body": b"first", "more_body": True})
            await self.go_on.wait()
        await send({"type": "http.response.body", "body": b"end"})


async def test_head_and_body_leave_in_one_segment(serve: Any) -> None:
    async with serve(App(), http=CorkedProtocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /small HTTP/1.1\r\nhost: x\r\n\r\n")
            answer = await reader.read(4096)
            assert answer.startswith(b"HTTP/1.1 200")
            assert answer.endswith(b"\r\n\r\nhello")
        writer.write(b"GET /small HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert (await reader.read(-1)).endswith(b"\r\n\r\nhello")
        writer.close()


async def test_large_answers_are_whole_and_streams_do_not_wait(serve: Any) -> None:
    app = App()
    async with (
        serve(app, http=CorkedProtocol) as port,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        assert len((await client.get("/large")).content) == 60 * len(CHUNK) + 3
        async with client.stream("GET", "/stream") as answer:
            seen = b""
            pieces = answer.aiter_raw()
            while not seen.endswith(b"first"):
                seen += await anext(pieces)
            app.go_on.set()
            assert await anext(pieces) == b"end"
    async with serve(app, http=CorkedProtocol) as port, connect(f"ws://127.0.0.1:{port}/", proxy=None) as socket:
        await socket.send("echo")
        assert await socket.recv() == "echo"
