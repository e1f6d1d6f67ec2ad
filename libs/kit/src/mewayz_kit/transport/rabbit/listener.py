"""Broadcast: every listening process hears it, at most once."""

import asyncio
from collections.abc import Sequence

import structlog
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from mewayz_kit.transport.base import Envelope, Listen
from mewayz_kit.transport.rabbit.connection import Part, Wire
from mewayz_kit.transport.rabbit.topology import Names, declare_ear, declare_exchanges

log = structlog.get_logger(__name__)


class Listener(Part):
    """An exclusive queue, made again after each reconnect, whose messages need no acknowledgement."""

    def __init__(
        self, name: str, wire: Wire, pause: float, names: Names, types: Sequence[str], callback: Listen
    ) -> None:
        super().__init__(name, wire, pause)
        self._names = names
        self._types = types
        self._callback = callback

    async def serve(self, channel: AbstractChannel) -> None:
        """Tell until stopped."""
        await declare_exchanges(channel, self._names)
        queue = await declare_ear(channel, self._names, self._types)
        arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        bare = await channel.get_underlay_channel()
        lost = asyncio.Event()
        bare.on_consumer_cancel_callbacks.add(lambda _: lost.set())
        await queue.consume(arrived.put, no_ack=True)
        self.begin()
        telling = asyncio.create_task(self._tell(arrived))
        try:
            await self.until_over(channel)
        finally:
            telling.cancel()

    async def _tell(self, arrived: asyncio.Queue[AbstractIncomingMessage]) -> None:
        while True:
            message = await arrived.get()
            try:
                await self._callback(Envelope.model_validate_json(message.body))
            except Exception:  # a listener is told at most once, and must go on hearing
                log.warning("transport.listener_failed", type=message.routing_key, exc_info=True)
