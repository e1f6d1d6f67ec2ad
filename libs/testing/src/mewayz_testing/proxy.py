"""A way to a server that tests can cut, close or silence."""

import asyncio
from contextlib import suppress


class TcpProxy:
    """Forwards bytes from a local port to `host:port`."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._pumps: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.flowing = asyncio.Event()
        """Cleared: connections stay open, but nothing passes in either direction."""
        self.flowing.set()
        self.port = 0
        self.connections = 0

    async def open(self) -> None:
        """Let connections in, on the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Let nobody in any more, and cut who is inside."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """Break every connection, as a failing network would: without a word in the protocol."""
        pumps = list(self._pumps)
        for writer in self._writers:
            writer.transport.abort()
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        their_reader, their_writer = await asyncio.open_connection(*self._target)
        ends = ((reader, their_writer), (their_reader, writer))
        self._writers |= {writer, their_writer}
        for source, sink in ends:
            pump = asyncio.create_task(self._pump(source, sink))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self.flowing.wait()
                sink.write(data)
                await sink.drain()
        sink.close()
