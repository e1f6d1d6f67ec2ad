"""A receiver of webhooks on this machine: a real HTTP server that answers as it is told and keeps what it was sent."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.0/8"
"""What an operator would allow in MEWAYZ_EGRESS_ALLOW, so that the product may call this machine."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request: header names in lower case, the body byte for byte."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """`plan` holds what the next requests are answered: a status, or a status with headers; after it, 200.

    While `silence` is an event that nobody has set, it takes requests and does not answer them. `arrived` is set by
    every request.
    """

    url: str = ""
    plan: list[int | tuple[int, Mapping[str, str]]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    answer: bytes = b"thank you"
    silence: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            pairs = (line.partition(":") for line in lines if line)
            headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.received.append(Received(head.split(" ")[1], headers, body))
            self.arrived.set()
            if self.silence is not None:
                await self.silence.wait()
            planned = self.plan.pop(0) if self.plan else 200
            status, extra = planned if isinstance(planned, tuple) else (planned, {})
            more = "".join(f"{name}: {value}\r\n" for name, value in extra.items())
            head = f"HTTP/1.1 {status} Answer\r\n{more}content-length: {len(self.answer)}\r\nconnection: close\r\n\r\n"
            writer.write(head.encode() + self.answer)
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """One that listens on a free port of this machine until the block ends."""
    found = Receiver()
    server = await asyncio.start_server(found._serve, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks"
    async with server:
        yield found
