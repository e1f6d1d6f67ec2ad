"""A connection that comes back, and the parts that live on it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from yarl import URL

log = structlog.get_logger(__name__)
CONNECT_SECONDS = 10
CLOSE_SECONDS = 2
HEARTBEAT_SECONDS = 10
"""Unless the URL says otherwise; a peer that vanished without a word is noticed after three of them."""
MAX_PAUSE = 30.0


class Wire:
    """One connection, opened when it is needed and again after it broke."""

    def __init__(self, url: str, name: str) -> None:
        parsed = URL(url)
        self._url = parsed if "heartbeat" in parsed.query else parsed.update_query(heartbeat=HEARTBEAT_SECONDS)
        self._name = name
        self._lock = asyncio.Lock()
        self._connection: AbstractConnection | None = None

    @asynccontextmanager
    async def channel(self) -> AsyncIterator[AbstractChannel]:
        """A new channel with publisher confirms, closed afterwards; raises when the broker is away."""
        async with self._lock:
            if self._connection is None or not self._connection.connected.is_set():
                self._connection = await aio_pika.connect(
                    self._url, timeout=CONNECT_SECONDS, client_properties={"connection_name": self._name}
                )
            channel = self._connection.channel()
        try:
            await channel.initialize(timeout=CONNECT_SECONDS)
            yield channel
        finally:
            if not channel.is_closed:
                with suppress(Exception):
                    async with asyncio.timeout(CLOSE_SECONDS):
                        await channel.close()

    async def close(self) -> None:
        """Disconnect; a broker that does not answer is not waited for."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await connection.close()


class Part(ABC):
    """Something that lives on a channel, and gets a new one whenever it lost the old, until it is stopped."""

    def __init__(self, name: str, wire: Wire, pause: float) -> None:
        self.name = name
        self.ready = asyncio.Event()
        """It works now."""
        self.settled = asyncio.Event()
        """The broker has answered, or refused, for the first time."""
        self.declared = False
        """It has worked before."""
        self.stopping = asyncio.Event()
        self.wire = wire
        self.pause = pause
        self._failures = 0

    @abstractmethod
    async def serve(self, channel: AbstractChannel) -> None:
        """Declare, say `begin()`, and work until stopped or until the channel is lost."""

    def stop(self) -> None:
        """Ask it to finish."""
        self.stopping.set()

    def begin(self) -> None:
        """Everything is declared: from here on it counts as working."""
        if self._failures:
            log.info("transport.rabbit.back", part=self.name)
        self._failures = 0
        self.declared = True
        self.ready.set()
        self.settled.set()

    async def run(self) -> None:
        """Serve on one channel after the other."""
        while not self.stopping.is_set():
            error = await self._serve_once()
            self.ready.clear()
            if self.stopping.is_set():
                return
            if not self._failures:  # said once, not at every attempt
                log.warning("transport.rabbit.away", part=self.name, error=repr(error))
            self._failures += 1
            self.settled.set()
            await self.rest(self._failures, self.stopping)

    async def rest(self, failures: int, until: asyncio.Event) -> None:
        """Wait after the n-th failure in a row, twice as long each time, at most 30 s; `until` ends it."""
        seconds = min(self.pause * 2 ** min(failures - 1, 20), MAX_PAUSE)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await until.wait()

    async def until_over(self, channel: AbstractChannel) -> None:
        """Wait until it is to stop or the channel is closed, whichever comes first."""
        waits = [asyncio.ensure_future(channel.closed()), asyncio.ensure_future(self.stopping.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _serve_once(self) -> BaseException | None:
        reasons: list[BaseException | None] = []
        try:
            async with self.wire.channel() as channel:
                channel.close_callbacks.add(lambda _, reason: reasons.append(reason))
                await self.serve(channel)
        except Exception as error:  # whatever it was, the cure is a new channel
            return error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return error  # not ours: the library cancels what waits on a connection that breaks
        return reasons[0] if reasons else None
