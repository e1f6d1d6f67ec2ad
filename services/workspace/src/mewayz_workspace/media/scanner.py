"""The malware scanner, where there is one: clamd by its INSTREAM command over TCP (clamd(8)).

Without one every file shows `not_configured`; a file is `clean` only after a scanner has said so.
"""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from mewayz_kit.config import ConfigurationError
from mewayz_kit.errors import Unavailable
from mewayz_kit.service import Runtime

CLEAN, INFECTED, NOT_CONFIGURED, TOO_LARGE = "clean", "infected", "not_configured", "too_large"
PORT = 3310
SECONDS = 120
CHUNK = 64 * 1024


async def scan(runtime: Runtime, key: str, size: int) -> str:
    """What the scanner says of a stored file. 503 `scanner_unavailable` when it cannot be asked: try again."""
    url = getattr(runtime.settings, "scanner_url", None)
    if url is None:
        return NOT_CONFIGURED
    host, port = address(url)
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _ask(host, port, runtime.files.get(key))
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise Unavailable("scanner_unavailable", "The malware scanner does not answer.", retry_after=30) from error
    return verdict(answer)


def verdict(answer: str) -> str:
    """What clamd's answer means; anything that is neither good nor bad must be asked again."""
    if answer.endswith(" FOUND"):
        return INFECTED
    if answer.endswith(": OK"):
        return CLEAN
    if "size limit exceeded" in answer:
        return TOO_LARGE
    raise Unavailable("scanner_unavailable", "The malware scanner cannot look at this file.", retry_after=30)


def address(url: str) -> tuple[str, int]:
    """Host and port of `clamd://host:3310`."""
    parts = urlsplit(url)
    if parts.scheme != "clamd" or not parts.hostname:
        raise ConfigurationError("MEWAYZ_SCANNER_URL is wrong: use clamd://host:3310")
    return parts.hostname, parts.port or PORT


async def _ask(host: str, port: int, data: AsyncIterator[bytes]) -> str:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"zINSTREAM\0")
        try:
            async for part in data:
                for start in range(0, len(part), CHUNK):
                    piece = part[start : start + CHUNK]
                    writer.write(len(piece).to_bytes(4, "big") + piece)
                    await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
        except ConnectionError:
            pass  # it has heard enough (too many bytes) and says so
        return (await reader.readuntil(b"\0")).rstrip(b"\0").decode(errors="replace")
    finally:
        writer.close()
