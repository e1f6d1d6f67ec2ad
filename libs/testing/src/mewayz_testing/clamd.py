"""clamd on this machine, as far as its INSTREAM command goes (clamd(8)); it knows one virus: the EICAR test file.

The real one is a system package with a database of signatures that a test may not depend on.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Clamd:
    """`limit`: StreamMaxLength in bytes. `scanned` counts the streams that were looked at to the end."""

    url: str = ""
    limit: int = 100_000_000
    scanned: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one command."""
        try:
            command = await reader.readuntil(b"\0")
            answer = await self._scan(reader) if command == b"zINSTREAM\0" else "UNKNOWN COMMAND"
            writer.write(answer.encode() + b"\0")
            await writer.drain()
        finally:
            writer.close()

    async def _scan(self, reader: asyncio.StreamReader) -> str:
        data = bytearray()
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            data += await reader.readexactly(size)
            if len(data) > self.limit:
                return "INSTREAM size limit exceeded. ERROR"
        self.scanned += 1
        return "stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in data else "stream: OK"


@asynccontextmanager
async def clamd(limit: int = 100_000_000) -> AsyncIterator[Clamd]:
    """A running scanner; its address is `clamd://127.0.0.1:…`."""
    scanner = Clamd(limit=limit)
    server = await asyncio.start_server(scanner.serve, "127.0.0.1", 0)
    scanner.url = f"clamd://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield scanner
    finally:
        server.close()
        await server.wait_closed()
