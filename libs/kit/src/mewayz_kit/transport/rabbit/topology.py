"""What we declare at the broker: the same in every process, so whoever comes first makes it.

The broker's user of a service needs: configure, write and read on its own inbox, on `mewayz.dead`, on
`mewayz.unrouted` and on `amq.gen.*`; configure, write and read on `mewayz.events`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue

DELIVERY_LIMIT = 20
"""Deliveries after which the broker gives up: a message that ends every process which takes it is dead."""
UNROUTED_LIMIT = 10_000
"""Envelopes kept of those that nobody is bound to; older ones are dropped."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of exchanges and queues."""

    prefix: str = ""

    @property
    def events(self) -> str:
        """Exchange of everything."""
        return f"{self.prefix}mewayz.events"

    @property
    def unrouted(self) -> str:
        """Exchange and queue of envelopes without a bound queue."""
        return f"{self.prefix}mewayz.unrouted"

    @property
    def dead(self) -> str:
        """Exchange and queue of messages that could not become rows."""
        return f"{self.prefix}mewayz.dead"

    def inbox(self, service: str) -> str:
        """Queue of one service."""
        return f"{self.prefix}{service}.inbox"

    def bound(self, service: str) -> str:
        """Exchange which says that the queue of `service` has all its bindings. It has a name of its own, because who
        may look at an exchange may do the same to a queue of that name: permissions are by names alone."""
        return f"{self.prefix}{service}.bound"


def binding_keys(types: Iterable[str]) -> list[str]:
    """Types as topic patterns (AMQP 0-9-1, 3.1.3.3): ours are the same, but for "everything", which is `#`."""
    return sorted({"#" if type_ == "*" else type_ for type_ in types})


async def declare_exchanges(channel: AbstractChannel, names: Names) -> AbstractExchange:
    """The exchange of events, and the two with queues that catch what would be lost."""
    await _declare_catch_all(channel, names.unrouted, {"x-max-length": UNROUTED_LIMIT, "x-overflow": "drop-head"})
    await _declare_catch_all(channel, names.dead, {})
    return await channel.declare_exchange(
        names.events, ExchangeType.TOPIC, durable=True, arguments={"alternate-exchange": names.unrouted}
    )


async def declare_inbox(channel: AbstractChannel, names: Names, service: str, types: Sequence[str]) -> AbstractQueue:
    """The queue of `service`, bound to `types`.

    A single active consumer keeps the order between replicas. `reject-publish` is what at-least-once dead
    lettering asks for; the queue has no length limit, because a full queue of one service would stop them all.

    Bindings are only ever added: AMQP cannot list them, and while versions overlap the older still needs its own.
    Envelopes of a type that is no longer handled are acknowledged and forgotten. So a new handler's events begin
    when the last worker of the version before has stopped; what came earlier is a replay.

    Last comes an exchange that carries nothing: whoever sends can see it, but neither a queue's bindings nor whether
    all of them have been made.
    """
    queue = await channel.declare_queue(
        names.inbox(service),
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": names.dead,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )
    for key in binding_keys(types):
        await queue.bind(names.events, key)
    await channel.declare_exchange(names.bound(service), ExchangeType.FANOUT, durable=True, internal=True)
    return queue


async def require_inbox(channel: AbstractChannel, names: Names, service: str) -> None:
    """Raises `ChannelNotFoundEntity`, and the channel is lost, while `service` has never had its queue."""
    await channel.get_exchange(names.bound(service), ensure=True)


async def declare_ear(channel: AbstractChannel, names: Names, types: Sequence[str]) -> AbstractQueue:
    """A queue of this connection alone, under a name of the broker's making."""
    queue = await channel.declare_queue(exclusive=True, auto_delete=True)
    for key in binding_keys(types):
        await queue.bind(names.events, key)
    return queue


async def _declare_catch_all(channel: AbstractChannel, name: str, limits: dict[str, str | int]) -> None:
    await channel.declare_exchange(name, ExchangeType.FANOUT, durable=True)
    queue = await channel.declare_queue(name, durable=True, arguments={"x-queue-type": "quorum", **limits})
    await queue.bind(name)
