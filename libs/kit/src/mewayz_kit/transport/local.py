"""Envelopes within one process: the same tables, the same runner, no broker.

Durability is the inbox's: `publish` answers only after every subscriber has committed its rows, and the sender's
outbox keeps what was not answered, so nothing is lost by a crash or a restart.
"""

from collections.abc import Collection, Sequence

import structlog

from mewayz_kit.transport.base import Accept, Envelope, Interest, Listen

log = structlog.get_logger(__name__)


class LocalTransport:
    """Hands each envelope to the inbox of every interested service of this process."""

    def __init__(self, services: Collection[str] = ()) -> None:
        """Until each of `services` has subscribed, nothing is taken."""
        self._awaited = frozenset(services)
        self._subscribers: dict[str, tuple[Interest, Accept]] = {}
        self._listeners: list[tuple[Interest, Listen]] = []

    async def start(self) -> None:
        """Nothing to connect."""

    async def stop(self) -> None:
        """Forget the subscribers."""
        self._subscribers.clear()
        self._listeners.clear()

    async def publish(self, envelopes: Sequence[Envelope]) -> int:
        """Deliver in order; stops at the first envelope that a subscriber could not keep."""
        if self._awaited - self._subscribers.keys():
            return 0
        for name, (interest, accept) in list(self._subscribers.items()):
            wanted = [envelope for envelope in envelopes if interest(envelope.type)]
            if not wanted:
                continue
            try:
                await accept(wanted)
            except Exception:  # whatever kept the inbox from committing, the outbox must try again
                log.warning("transport.local.refused", service=name, exc_info=True)
                return 0
        for interest, callback in list(self._listeners):
            for envelope in envelopes:
                if interest(envelope.type):
                    await _tell(callback, envelope)
        return len(envelopes)

    async def subscribe(self, service: str, types: Sequence[str], accept: Accept) -> None:
        """Deliver `types` to `accept`; subscribing again replaces the earlier subscription of that service."""
        self._subscribers[service] = (Interest(types), accept)

    async def listen(self, types: Sequence[str], callback: Listen) -> None:
        """Tell `callback` about every envelope of `types`."""
        self._listeners.append((Interest(types), callback))


async def _tell(callback: Listen, envelope: Envelope) -> None:
    try:
        await callback(envelope)
    except Exception:  # a listener is told at most once, and must not keep others from hearing
        log.warning("transport.listener_failed", type=envelope.type, exc_info=True)
