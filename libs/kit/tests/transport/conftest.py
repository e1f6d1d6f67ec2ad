"""RabbitMQ behind a proxy, under names of each test's own."""

from collections.abc import AsyncIterator, Iterator
from itertools import count

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from yarl import URL

from mewayz_kit.transport.base import Transport
from mewayz_kit.transport.rabbit import RabbitTransport
from mewayz_kit.transport.rabbit.topology import Names
from mewayz_testing import servers
from mewayz_testing.proxy import TcpProxy
from mewayz_testing.suites.transport import OpenProcess

SERVICES = ("analytics", "finance", "workspace")
_numbers = count(1)


@pytest.fixture
def names() -> Iterator[Names]:
    """Names of this test alone, gone with it."""
    names = Names(f"{servers.rabbit_prefix()}{next(_numbers)}.")
    yield names
    servers.remove_from_rabbit(
        queues=[*map(names.inbox, SERVICES), names.dead, names.unrouted],
        exchanges=[*map(names.bound, SERVICES), names.events, names.dead, names.unrouted],
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

    async def another(*services: str) -> Transport:
        url = URL(servers.require_server("rabbit")).with_host("127.0.0.1").with_port(proxy.port)
        transport = RabbitTransport(str(url), app="test", services=services, prefix=names.prefix, pause=0.01)
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
