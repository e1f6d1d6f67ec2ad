"""The register of breached passwords learns five digits of a hash, and stops nobody when it is away."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

URL = "/api/v1/identity/public/registrations"
PASSWORD = "correct horse battery"
DIGEST = hashlib.sha1(PASSWORD.encode(), usedforsecurity=False).hexdigest().upper()


@asynccontextmanager
async def register(lines: list[str], status: int = 200) -> AsyncIterator[tuple[str, list[str]]]:
    """Speaks the protocol of Pwned Passwords (`GET /range/{five digits}`), of which no server can be installed."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode().split()[1])
        body = "\r\n".join(lines).encode()
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", asked


async def answer_of(open_house: Any, url: str | None) -> Any:
    async with open_house(breach_url=url, egress_allow="127.0.0.0/8") as house:
        body = {"email": "ada@example.com", "password": PASSWORD, "name": "Ada", "client": "native"}
        return await house.visitor.post(URL, json=body)


async def test_a_breached_password_is_refused_and_never_leaves(open_house: Any) -> None:
    async with register(["0" * 35 + ":7", f"{DIGEST[5:]}:3"]) as (url, asked):
        answer = await answer_of(open_house, url)
    assert answer.json()["errors"][0]["code"] == "password_breached"
    assert asked == [f"/range/{DIGEST[:5]}"]


async def test_padding_and_unknown_passwords_pass(open_house: Any) -> None:
    async with register([f"{DIGEST[5:]}:0", "F" * 35 + ":1"]) as (url, _):
        assert (await answer_of(open_house, url)).status_code == 201


async def test_a_register_that_fails_stops_nobody(open_house: Any) -> None:
    async with register([], status=503) as (url, _):
        assert (await answer_of(open_house, url)).status_code == 201


async def test_a_register_that_is_away_stops_nobody(open_house: Any) -> None:
    assert (await answer_of(open_house, "http://127.0.0.1:9")).status_code == 201
