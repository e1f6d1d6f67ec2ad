from collections.abc import AsyncIterator

import pytest

from mewayz_kit.transport.base import Transport
from mewayz_kit.transport.local import LocalTransport
from mewayz_testing.suites.transport import OpenProcess, TransportSuite


class TestLocalTransport(TransportSuite):
    @pytest.fixture
    async def process(self) -> AsyncIterator[OpenProcess]:
        opened: list[LocalTransport] = []

        async def the_only_one(*services: str) -> Transport:
            if not opened:
                opened.append(LocalTransport(services))
                await opened[0].start()
            return opened[0]

        yield the_only_one
        for transport in opened:
            await transport.stop()
