"""From the queue of a service into its inbox."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from pydantic import ValidationError

from mewayz_kit.transport.base import Accept, Envelope, Interest
from mewayz_kit.transport.rabbit.connection import Part, Wire
from mewayz_kit.transport.rabbit.topology import Names, declare_exchanges, declare_inbox

log = structlog.get_logger(__name__)
BATCH = 100
"""Envelopes accepted in one transaction."""
PREFETCH = 3 * BATCH
CANCEL_SECONDS = 8
"""How long a busy broker may take to end a subscription. What it delivers after we gave everything back would come
behind what the next reader gets, so its answer is worth waiting for."""
STRIKES = 3
SIFT_AFTER = 5
"""Refusals of a batch in a row before its envelopes are tried one by one."""

Arrived = asyncio.Queue[AbstractIncomingMessage | None]
"""What the broker has delivered; None comes last, when the subscription is over."""


@dataclass(slots=True, eq=False)
class Held:
    """A message that is not yet acknowledged."""

    message: AbstractIncomingMessage
    envelope: Envelope
    strikes: int = 0
    """How often it was refused while another of its kind got through."""

    @property
    def kind(self) -> tuple[str, bool]:
        """What decides which handlers want it: two of one kind take the same way into the inbox."""
        return self.envelope.type, self.envelope.public


EVERYTHING = 0
"""The delivery tag that stands for all that is not settled yet (AMQP 0-9-1, basic.nack)."""


class Intake(Part):
    """Reads batches, has them accepted, and only then acknowledges them.

    When `accept` fails, the batch is held and tried again after growing pauses, without giving it back: a database
    that is away costs its messages one delivery per consumer timeout of the broker (30 minutes by default), not
    one per attempt. If that goes on, envelopes are tried one by one. One that is refused again and again *while
    others of its kind get through* would block the queue for ever: it goes to the dead queue, as does a message
    that is no envelope. It is not given back to be counted by the broker, because RabbitMQ 4.3 counts only
    deliveries whose reader was lost (3.10: those given back as well).
    """

    def __init__(
        self,
        name: str,
        wire: Wire,
        pause: float,
        names: Names,
        service: str,
        types: Sequence[str],
        accept: Accept,
    ) -> None:
        super().__init__(name, wire, pause)
        self._names = names
        self._service = service
        self._types = types
        self._interest = Interest(types)
        self._accept = accept
        self._over = asyncio.Event()

    async def serve(self, channel: AbstractChannel) -> None:
        """Consume until stopped, then finish what has arrived."""
        await declare_exchanges(channel, self._names)
        queue = await declare_inbox(channel, self._names, self._service, self._types)
        await channel.set_qos(prefetch_count=PREFETCH)
        arrived: Arrived = asyncio.Queue()
        self._over.clear()
        bare = await channel.get_underlay_channel()
        # The broker ends a subscription whose queue it deleted or lost; we then begin anew on another channel.
        bare.on_consumer_cancel_callbacks.add(lambda _: self._end(arrived))
        tag = await queue.consume(arrived.put)
        self.begin()

        async def watch() -> None:
            await self.until_over(channel)
            if not channel.is_closed:
                with suppress(Exception):  # closing the channel ends the subscription as well
                    await queue.cancel(tag, timeout=CANCEL_SECONDS)
            self._end(arrived)

        watching = asyncio.create_task(watch())
        try:
            await self._work(arrived)
        finally:
            watching.cancel()
        # Said aloud, because a queue learns of a closed channel too late to put this before what the next reader gets.
        if not channel.is_closed:
            await bare.basic_nack(EVERYTHING, multiple=True, requeue=True)

    def _end(self, arrived: Arrived) -> None:
        self._over.set()
        arrived.put_nowait(None)

    async def _work(self, arrived: Arrived) -> None:
        held: list[Held] = []
        failures = 0
        while True:
            await self._fill(held, arrived)
            if not held:
                return
            try:
                await self._accept([item.envelope for item in held])
            except Exception:  # whatever kept the inbox from committing
                failures += 1
                if failures == 1:
                    log.warning("transport.rabbit.refused", service=self._service, exc_info=True)
                if failures >= SIFT_AFTER and await self._sift(held, failures):
                    failures = SIFT_AFTER - 1
                if self._over.is_set():
                    return
                await self.rest(failures, self._over)
            else:
                await held[-1].message.ack(multiple=True)
                held.clear()
                failures = 0

    async def _fill(self, held: list[Held], arrived: Arrived) -> None:
        """Add what has arrived, up to a whole batch; waits only while nothing is held."""
        while len(held) < BATCH and not (held and arrived.empty()):
            message = await arrived.get()
            if message is None:
                arrived.put_nowait(None)
                return
            try:
                envelope = Envelope.model_validate_json(message.body)
            except ValidationError:
                log.error("transport.rabbit.dead", service=self._service, message_id=message.message_id)
                await message.reject(requeue=False)
                continue
            if self._interest(envelope.type):
                held.append(Held(message, envelope))
            else:  # a binding of an earlier version
                await message.ack()

    async def _sift(self, held: list[Held], patience: int) -> bool:
        """Settle one by one, oldest first; an envelope waits while an older one of its subject is refused.

        Answers whether any got through; after `patience` refusals and no success, the inbox counts as away.
        """
        refused: dict[str, Held] = {}
        passed: set[tuple[str, bool]] = set()
        for item in list(held):
            if item.envelope.subject in refused:
                continue
            if await self._settle(held, item):
                passed.add(item.kind)
                continue
            refused[item.envelope.subject] = item
            if len(refused) >= patience and not passed:
                return False
        for item in refused.values():
            if item.kind in passed and not await self._settle(held, item):
                item.strikes += 1
                if item.strikes == STRIKES:
                    log.error("transport.rabbit.dead", service=self._service, message_id=str(item.envelope.id))
                    held.remove(item)
                    await item.message.reject(requeue=False)
        return bool(passed)

    async def _settle(self, held: list[Held], item: Held) -> bool:
        try:
            await self._accept([item.envelope])
        except Exception:  # counted by the caller
            return False
        held.remove(item)
        await item.message.ack()
        return True
