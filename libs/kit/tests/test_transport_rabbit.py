import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import count
from uuid import UUID

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from yarl import URL

from mewayz_kit.transport.base import Envelope, Transport
from mewayz_kit.transport.rabbit import RabbitTransport, connection, sender
from mewayz_kit.transport.rabbit.topology import DELIVERY_LIMIT, UNROUTED_LIMIT, Names
from mewayz_testing import servers
from mewayz_testing.proxy import TcpProxy
from mewayz_testing.suites.transport import (
    DEAL_WON,
    ORDER_PAID,
    PATIENCE,
    Inbox,
    OpenProcess,
    TransportSuite,
    envelope,
    envelopes,
    ids,
    moment,
    send,
)

pytestmark = pytest.mark.rabbit
SERVICES = ("analytics", "finance", "workspace")
_numbers = count(1)


@pytest.fixture
def names() -> Iterator[Names]:
    """Names of this test alone, gone with it."""
    names = Names(f"{servers.rabbit_prefix()}{next(_numbers)}.")
    yield names
    servers.remove_from_rabbit(
        queues=[*map(names.inbox, SERVICES), names.dead, names.unrouted],
        exchanges=[names.events, names.dead, names.unrouted],
    )


@pytest.fixture
async def proxy() -> AsyncIterator[TcpProxy]:
    url = URL(servers.require_server("rabbit"))
    proxy = TcpProxy(url.host or "127.0.0.1", url.port or 5672)
    await proxy.open()
    yield proxy
    await proxy.close()


@pytest.fixture
async def process(names: Names, proxy: TcpProxy) -> AsyncIterator[OpenProcess]:
    opened: list[RabbitTransport] = []

    async def another() -> Transport:
        url = URL(servers.require_server("rabbit")).with_host("127.0.0.1").with_port(proxy.port)
        transport = RabbitTransport(str(url), app="test", prefix=names.prefix, pause=0.01)
        opened.append(transport)
        await transport.start()
        return transport

    yield another
    for transport in opened:
        await transport.stop()


@pytest.fixture
async def channel() -> AsyncIterator[AbstractChannel]:
    """A channel of an operator, past the proxy."""
    connection = await aio_pika.connect(servers.require_server("rabbit"))
    async with connection, connection.channel() as channel:
        yield channel


async def waiting_in(channel: AbstractChannel, name: str, number: int) -> list[AbstractIncomingMessage]:
    """The next messages of a queue, once there are so many."""
    found: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    queue = await channel.get_queue(name)
    tag = await queue.consume(found.put, no_ack=True)
    async with asyncio.timeout(PATIENCE):
        messages = [await found.get() for _ in range(number)]
    await queue.cancel(tag)
    return messages


def by_subject(items: Sequence[Envelope]) -> dict[str, list[UUID]]:
    """The ids of each subject, in order."""
    found: dict[str, list[UUID]] = {}
    for item in items:
        found.setdefault(item.subject, []).append(item.id)
    return found


class TestRabbitTransport(TransportSuite):
    @pytest.fixture
    async def process(self, process: OpenProcess) -> OpenProcess:
        return process


async def test_a_broker_that_is_away_at_the_start_holds_nothing_up(process: OpenProcess, proxy: TcpProxy) -> None:
    await proxy.close()
    transport, inbox, heard = await process(), Inbox(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    await transport.listen([DEAL_WON], heard.hear)
    sent = envelopes(10)
    assert await transport.publish(sent) == 0
    await proxy.open()
    await send(transport, sent)
    await inbox.until_it_has(sent[-1:])
    assert inbox.kept == sent


async def test_stopping_does_not_wait_for_a_broker_that_is_away(process: OpenProcess, proxy: TcpProxy) -> None:
    transport = await process()
    await transport.subscribe("finance", [DEAL_WON], Inbox().accept)
    await proxy.close()
    async with asyncio.timeout(3):
        await transport.stop()


async def test_while_the_broker_is_away_nothing_counts_as_sent(process: OpenProcess, proxy: TcpProxy) -> None:
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    sent = envelopes(20)
    await send(transport, sent[:10])
    await proxy.close()
    assert await transport.publish(sent[10:]) == 0
    assert await transport.publish(sent[10:]) == 0
    await proxy.open()
    await send(transport, sent[10:])
    await inbox.until_it_has(sent)
    assert ids(inbox.kept) == ids(sent)


async def test_connections_cut_in_the_middle_lose_and_reorder_nothing(process: OpenProcess, proxy: TcpProxy) -> None:
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    sent = envelopes(3000)
    sending = asyncio.ensure_future(send(transport, sent))
    for kept in (100, 900, 1800, 2500):
        await inbox.until(lambda now, kept=kept: len(now.kept) >= kept)
        await proxy.cut()
    await sending
    await inbox.until_it_has(sent)
    assert ids(inbox.kept) == ids(sent)
    assert proxy.connections >= 4


async def test_a_broker_that_falls_silent_counts_as_away(
    process: OpenProcess, proxy: TcpProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport, other, inbox = await process(), await process(), Inbox()
    await other.subscribe("finance", [DEAL_WON], inbox.accept)
    monkeypatch.setattr(sender, "CONFIRM_SECONDS", 0.2)
    sent = envelopes(5)
    proxy.flowing.clear()
    assert await transport.publish(sent) == 0
    proxy.flowing.set()
    await send(transport, sent)
    await inbox.until_it_has(sent)
    assert ids(inbox.kept) == ids(sent)


async def test_what_was_accepted_but_not_acknowledged_comes_again(process: OpenProcess, proxy: TcpProxy) -> None:
    transport, inbox = await process(), Inbox()
    await transport.subscribe("finance", [DEAL_WON], inbox.accept)
    inbox.open.clear()
    sent = envelopes(10)
    await send(transport, sent)
    await asyncio.wait_for(inbox.entered.wait(), PATIENCE)
    await proxy.cut()
    inbox.open.set()
    await inbox.until(lambda now: len(now.kept) >= 11)
    await inbox.until_it_has(sent)
    assert ids(inbox.kept) == ids(sent)


async def test_listeners_hear_again_after_a_cut(process: OpenProcess, proxy: TcpProxy) -> None:
    transport, heard = await process(), Inbox()
    await transport.listen([DEAL_WON], heard.hear)
    before = proxy.connections
    await proxy.cut()
    async with asyncio.timeout(PATIENCE):
        while not heard.kept or proxy.connections == before:
            await transport.publish([envelope()])
            await moment()


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
    await inbox.until_it_has(others)
    dead = await waiting_in(channel, names.dead, 2)
    assert [message.message_id for message in dead] == [str(item.id) for item in sent[20:22]]
    assert {message.headers["x-death"][0]["reason"] for message in dead} == {"rejected"}
    assert by_subject(inbox.kept) == by_subject(others)
    await send(transport, later := envelopes(10))
    await inbox.until_it_has(later)


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


async def test_a_broker_that_nobody_listens_on_is_told_once(
    process: OpenProcess, proxy: TcpProxy, capsys: pytest.CaptureFixture[str]
) -> None:
    await proxy.close()
    transport = await process()
    for _ in range(20):
        assert await transport.publish([envelope()]) == 0
        await moment()
    assert capsys.readouterr().out.count("transport.rabbit.away") <= 1
