"""Sending with confirms, many in flight."""

import asyncio
from collections.abc import Collection, Sequence

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractExchange, DeliveryMode
from aio_pika.exceptions import ChannelNotFoundEntity

from mewayz_kit.transport.base import Envelope
from mewayz_kit.transport.rabbit.connection import Part, Wire
from mewayz_kit.transport.rabbit.topology import Names, declare_exchanges, require_inbox

log = structlog.get_logger(__name__)
IN_FLIGHT = 200
"""Envelopes sent before the first of them is confirmed; one at a time takes three to four times as long."""
CONFIRM_SECONDS = 10
"""For one flight, less than the relay's lease; a broker that takes longer counts as away."""
LONGEST_LOOK = 4
"""Looks for a queue that is not there, after which the pause between two grows no more (then 8 times the first)."""
CONTENT_TYPE = "application/cloudevents+json"


class Sender(Part):
    """Publishes to the exchange of events, once each of `services` has its queue there."""

    def __init__(self, name: str, wire: Wire, pause: float, names: Names, services: Collection[str]) -> None:
        super().__init__(name, wire, pause)
        self._names = names
        self._services = services
        self._exchange: AbstractExchange | None = None
        self._one_at_a_time = asyncio.Lock()

    async def serve(self, channel: AbstractChannel) -> None:
        """Hold the channel open for `publish`."""
        exchange = await declare_exchanges(channel, self._names)
        for service in self._services:
            await self._wait_for(service)
        self._exchange = exchange
        self.begin()
        try:
            await self.until_over(channel)
            async with self._one_at_a_time:  # what is in flight may still be confirmed
                self._exchange = None
        finally:
            self._exchange = None

    async def _wait_for(self, service: str) -> None:
        """Until its queue has been declared for the first time, or until stopped."""
        looks = 0
        while not self.stopping.is_set() and not await self._has_queue(service):
            looks += 1
            self.settled.set()
            if looks == LONGEST_LOOK:  # while a house starts for the first time it is no news
                log.warning("transport.rabbit.waiting", service=service)
            await self.rest(min(looks, LONGEST_LOOK), self.stopping)

    async def _has_queue(self, service: str) -> bool:
        try:
            async with self.wire.channel() as channel:  # its own: the broker closes it with the answer no
                await require_inbox(channel, self._names, service)
        except ChannelNotFoundEntity:
            return False
        return True

    async def publish(self, envelopes: Sequence[Envelope]) -> int:
        """Send flight by flight; answers how many, from the first, are confirmed."""
        confirmed = 0
        async with self._one_at_a_time:
            for start in range(0, len(envelopes), IN_FLIGHT):
                flight = envelopes[start : start + IN_FLIGHT]
                kept = await self._send(self._exchange, flight) if self._exchange else 0
                confirmed += kept
                if kept < len(flight):
                    break
        return confirmed

    async def _send(self, exchange: AbstractExchange, flight: Sequence[Envelope]) -> int:
        """One flight. Its tasks start, and therefore write, in the order they are made."""
        tasks = [
            asyncio.ensure_future(exchange.publish(_message(envelope), envelope.type, mandatory=False))
            for envelope in flight
        ]
        try:
            _, late = await asyncio.wait(tasks, timeout=CONFIRM_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        kept = next((place for place, outcome in enumerate(outcomes) if isinstance(outcome, BaseException)), None)
        if kept is None:
            return len(flight)
        log.warning("transport.rabbit.unconfirmed", kept=kept, sent=len(flight), error=repr(outcomes[kept]))
        if late:
            await self.wire.close()  # a connection that has gone silent is of no more use
        return kept


def _message(envelope: Envelope) -> aio_pika.Message:
    return aio_pika.Message(
        envelope.model_dump_json().encode(),
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=str(envelope.id),
        type=envelope.type,
        app_id=envelope.source,
    )
