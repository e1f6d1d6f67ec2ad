"""The outbox and its relay: what is urgent does not wait for what is many."""

from mewayz_sample.messages.events import ThingMoved, ThingRecalled

from mewayz_kit.ids import new_id
from mewayz_kit.outbox import BATCH, Relay
from mewayz_kit.transport.base import Envelope
from mewayz_testing.bench import ServiceBench

MANY = 5000
MOVED, RECALLED = ThingMoved.event_type(), ThingRecalled.event_type()


async def test_a_revocation_leaves_before_the_events_of_an_import(bench: ServiceBench) -> None:
    """Also one that is written while they leave: it is the first of the next batch."""
    heard, things = [], [new_id() for _ in range(4)]

    async def recall(*ids: object) -> None:
        async with bench.uow() as uow:
            for thing_id in ids:
                uow.publish(ThingRecalled(thing_id=thing_id))  # type: ignore[arg-type]

    async def hear(envelope: Envelope) -> None:
        heard.append(envelope)
        if len(heard) == 3:
            await recall(things[2], things[3])

    async with bench.uow() as uow:
        for number in range(MANY):
            uow.publish(ThingMoved(thing_id=things[number % 4], place=str(number)))
    await recall(things[0], things[1])
    await bench.runtime.transport.listen(["*"], hear)
    assert await Relay(bench.runtime).step() == MANY + 4

    urgent = [(place, envelope.subject) for place, envelope in enumerate(heard) if envelope.type == RECALLED]
    places = (0, 1, BATCH, BATCH + 1)
    assert urgent == [(place, str(thing_id)) for place, thing_id in zip(places, things, strict=True)]
    assert [e.data["place"] for e in heard if e.type == MOVED] == [str(number) for number in range(MANY)]
