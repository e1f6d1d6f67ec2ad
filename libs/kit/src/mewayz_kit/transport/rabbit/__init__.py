"""Envelopes through RabbitMQ (3.10 and later, 4 included), by plain aio-pika.

The broker only carries. One topic exchange takes every envelope under its type as routing key; every service has
one quorum queue that holds its copies until they are rows of its inbox (`intake`); every listener has an
exclusive queue that lives as long as its connection (`listener`). The names and why they are declared so:
`topology`.

Guarantees, and where they end:

- At least once: an envelope counts as sent when a quorum of the broker has it on disk, and is acknowledged when
  the rows are committed. After a lost confirm or acknowledgement it arrives again under the same id.
- In order: envelopes go out in the given order, many unconfirmed at a time. Should the broker refuse one in the
  middle (it does so only when a queue fails), those behind it may arrive before its repetition; handlers guard
  by the version of the aggregate, as they must anyway.
- The broker may be away at any time, also at the start: `publish` then answers 0, and everything else goes on by
  itself when it is back.
"""

import asyncio
import logging
from collections.abc import Collection, Sequence
from contextlib import suppress

from mewayz_kit.transport.base import Accept, Envelope, Listen
from mewayz_kit.transport.rabbit.connection import Part, Wire
from mewayz_kit.transport.rabbit.intake import Intake
from mewayz_kit.transport.rabbit.listener import Listener
from mewayz_kit.transport.rabbit.sender import Sender
from mewayz_kit.transport.rabbit.topology import Names

__all__ = ["RabbitTransport"]
SETTLE_SECONDS = 5
"""How long a start or subscription waits for the broker's first answer; without one it goes on in the background."""
STOP_SECONDS = 10
"""How long stopping waits for envelopes that are being accepted."""


class RabbitTransport:
    """One process' way to the broker: one connection to send and one to receive, so neither can block the other.

    Nothing is sent before each of `services` has had its queue once; a queue stays, whoever reads it. `app` names the
    connections for operators. `prefix` begins the name of every exchange and queue, for brokers that several systems
    share. `pause` is the first wait, in seconds, after a failure; it doubles up to 30.
    """

    def __init__(
        self, url: str, *, app: str, services: Collection[str] = (), prefix: str = "", pause: float = 0.2
    ) -> None:
        self._names = Names(prefix)
        self._pause = pause
        self._receiving = Wire(url, f"{app} receives")
        self._sending = Wire(url, f"{app} sends")
        self._sender = Sender("sender", self._sending, pause, self._names, services)
        self._parts: list[Part] = []
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def connected(self) -> bool:
        """Whether every part works now; while one does not, listeners miss what is sent."""
        return all(part.ready.is_set() for part in self._parts)

    async def start(self) -> None:
        """Connect in the background. Services that share a process may each call it."""
        for library in ("aio_pika", "aiormq"):  # they report each attempt; our parts say it once
            logging.getLogger(library).setLevel(logging.CRITICAL)
        if self._sender not in self._parts:
            await self._run(self._sender)

    async def stop(self) -> None:
        """Finish what is being accepted, give the rest back to the broker, disconnect."""
        parts, tasks = self._parts, self._tasks
        self._parts, self._tasks = [], []
        for part, task in zip(parts, tasks, strict=True):
            part.stop()
            if not part.ready.is_set():  # it only waits for a broker that is away
                task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._receiving.close()
        await self._sending.close()

    async def publish(self, envelopes: Sequence[Envelope]) -> int:
        """Send in order and answer how many, from the first, the broker has confirmed.

        Nothing is sent before the queues of this process have been declared once, so that its listeners hear it.
        """
        if not all(part.declared for part in self._parts):
            return 0
        return await self._sender.publish(envelopes)

    async def subscribe(self, service: str, types: Sequence[str], accept: Accept) -> None:
        """Take envelopes of `types` from the queue of `service`; see `Intake` for failures of `accept`."""
        await self._run(Intake(f"{service}.inbox", self._receiving, self._pause, self._names, service, types, accept))

    async def listen(self, types: Sequence[str], callback: Listen) -> None:
        """Tell `callback` of envelopes of `types`; those sent while the broker is away are missed."""
        await self._run(Listener("listener", self._receiving, self._pause, self._names, types, callback))

    async def _run(self, part: Part) -> None:
        self._parts.append(part)
        self._tasks.append(asyncio.create_task(part.run(), name=f"rabbit {part.name}"))
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await part.settled.wait()
