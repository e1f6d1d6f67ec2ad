from collections.abc import AsyncIterator

import pytest

from mewayz_kit.transport.base import Transport
from mewayz_kit.transport.local import LocalTransport
from mewayz_testing.suites.transport import OpenProcess, TransportSuite


class TestLocalTransport(TransportSuite):
    @pytest.fixture
    async def process(self) -> AsyncIterator[OpenProcess]:
        transport = LocalTransport()

        async def the_only_one() -> Transport:
            await transport.start()
            return transport

        yield the_only_one
        await transport.stop()
