"""What the queues are for: order between replicas, nothing lost, nothing stuck."""

import asyncio

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from mewayz_kit.transport.base import Envelope
from mewayz_kit.transport.rabbit import connection
from mewayz_kit.transport.rabbit.topology import DELIVERY_LIMIT, UNROUTED_LIMIT, Names
from mewayz_testing import servers
from mewayz_testing.suites.transport import (
    DEAL_WON,
    ORDER_PAID,
    PATIENCE,
    Inbox,
    OpenProcess,
    by_subject,
    envelope,
    envelopes,
    moment,
    send,
)

pytestmark = pytest.mark.rabbit


async def waiting_in(channel: AbstractChannel, name: str, number: int) -> list[AbstractIncomingMessage]:
    """The next messages of a queue, once there are so many."""
    found: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    queue = await channel.get_queue(name)
    tag = await queue.consume(found.put, no_ack=True)
    async with asyncio.timeout(PATIENCE):
        messages = [await found.get() for _ in range(number)]
    await queue.cancel(tag)
    return messages


async def test_a_queue_that_an_operator_deletes_is_made_again(
    process: OpenProcess, channel: AbstractChannel, names: Names
) -> None:
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    await send(transport, [first := envelope()])
    await inbox.until_it_has([first])
    await channel.queue_delete(names.inbox("finance"))
    async with asyncio.timeout(PATIENCE):
        while len(inbox.kept) < 2:
            await transport.publish([envelope()])
            await moment()


async def test_who_has_listened_once_is_not_waited_for(process: OpenProcess) -> None:
    """A service that is away has its queue; one that never was is waited for."""
    first, inbox, waiting = await process(), Inbox(), envelopes(20)
    await first.subscribe("finance", [DEAL_WON], Inbox().accept)
    await first.stop()
    assert await (await process("finance")).publish(waiting[:10]) == 10
    assert await (await process("analytics", "finance")).publish(waiting[10:]) == 0
    await (await process()).subscribe("finance", [DEAL_WON], inbox.accept)
    await inbox.until_it_has(waiting[:10])
    assert inbox.kept == waiting[:10]


async def test_the_next_replica_takes_over(process: OpenProcess) -> None:
    one, two, first, second = await process(), await process(), Inbox(), Inbox()
    await one.subscribe("finance", [DEAL_WON], first.accept)
    await two.subscribe("finance", [DEAL_WON], second.accept)
    sent = envelopes(40)
    await send(two, sent[:20])
    await first.until_it_has(sent[:20])
    await one.stop()
    await send(two, sent[20:])
    await second.until_it_has(sent[20:])
    assert [*first.kept, *second.kept] == sent


async def test_an_envelope_that_nobody_wants_is_kept_for_operators(
    process: OpenProcess, channel: AbstractChannel, names: Names
) -> None:
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [ORDER_PAID], inbox.accept)
    stray = envelope(DEAL_WON)
    assert await transport.publish([stray]) == 1
    [message] = await waiting_in(channel, names.unrouted, 1)
    assert (message.message_id, message.routing_key) == (str(stray.id), DEAL_WON)
    assert UNROUTED_LIMIT < 1_000_000, "and there is an end to it"


async def test_messages_survive_the_broker(process: OpenProcess, channel: AbstractChannel, names: Names) -> None:
    transport, item = await process(), envelope()
    await send(transport, [item])
    [message] = await waiting_in(channel, names.unrouted, 1)
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert message.content_type == "application/cloudevents+json"
    assert (message.app_id, message.type) == ("crm", DEAL_WON)


async def test_a_database_that_is_long_away_costs_no_message(
    process: OpenProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MAX_PAUSE", 0.02)
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    inbox.refusals_left = 2 * DELIVERY_LIMIT
    sent = envelopes(150)
    await send(transport, sent)
    await inbox.until(lambda now: now.refused >= 2 * DELIVERY_LIMIT)
    await inbox.until_it_has(sent)
    assert len(inbox.kept) == len(sent)
    assert by_subject(inbox.kept) == by_subject(sent)


async def test_one_refused_envelope_ends_on_the_dead_queue_and_others_pass(
    process: OpenProcess, channel: AbstractChannel, names: Names
) -> None:
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    sent = envelopes(60)
    inbox.poison = {sent[20].id, sent[21].id}
    inbox.open.clear()
    await send(transport, sent)
    inbox.open.set()
    others = [item for item in sent if item.id not in inbox.poison]
    waiting = asyncio.ensure_future(waiting_in(channel, names.dead, 2))
    later: list[Envelope] = []
    while not waiting.done():  # others of the kind show that it is not the inbox
        later.append(envelope(subject=f"later {len(later)}"))
        await send(transport, later[-1:])
        await moment()
    dead = waiting.result()
    assert [message.message_id for message in dead] == [str(item.id) for item in sent[20:22]]
    assert {message.headers["x-death"][0]["reason"] for message in dead} == {"rejected"}
    await inbox.until_it_has([*others, *later])
    assert by_subject([item for item in inbox.kept if item not in later]) == by_subject(others)


async def test_what_is_no_envelope_is_dead_at_once(
    process: OpenProcess, channel: AbstractChannel, names: Names
) -> None:
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    exchange = await channel.get_exchange(names.events)
    await exchange.publish(aio_pika.Message(b"{}", message_id="nonsense"), DEAL_WON)
    await send(transport, [item := envelope()])
    await inbox.until_it_has([item])
    [message] = await waiting_in(channel, names.dead, 1)
    assert message.message_id == "nonsense"
    assert message.headers["x-death"][0]["reason"] == "rejected"


async def test_a_message_that_kills_its_reader_is_dead_at_the_limit(
    process: OpenProcess, channel: AbstractChannel, names: Names
) -> None:
    transport = await process()
    await transport.subscribe("finance", [DEAL_WON], Inbox().accept)
    await transport.stop()
    deadly = envelope()
    await send(await process(), [deadly])
    waiting = asyncio.ensure_future(waiting_in(channel, names.dead, 1))
    deliveries = 0
    while not waiting.done():
        async with await aio_pika.connect(servers.require_server("rabbit")) as connection:
            queue = await (await connection.channel()).get_queue(names.inbox("finance"))
            taken: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
            await queue.consume(taken.put)
            taking = asyncio.ensure_future(taken.get())
            await asyncio.wait([taking, waiting], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            deliveries += taking.done()
            taking.cancel()
    [dead] = waiting.result()
    assert dead.message_id == str(deadly.id)
    assert dead.headers["x-death"][0]["reason"] == "delivery_limit"
    assert DELIVERY_LIMIT <= deliveries <= DELIVERY_LIMIT + 1


async def test_a_type_that_is_no_longer_handled_is_forgotten(process: OpenProcess) -> None:
    earlier, inbox = await process(), Inbox()
    await earlier.subscribe("finance", [DEAL_WON, ORDER_PAID], Inbox().accept)
    await earlier.stop()
    later = await process()
    await later.subscribe("finance", [ORDER_PAID], inbox.accept)
    sent = [envelope(DEAL_WON), envelope(ORDER_PAID)]
    await send(later, sent)
    await inbox.until_it_has(sent[1:])
    assert inbox.kept == sent[1:]
