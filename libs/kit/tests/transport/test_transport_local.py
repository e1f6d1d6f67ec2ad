from collections.abc import AsyncIterator, Sequence

import pytest

from mewayz_kit.transport.base import Envelope, Transport
from mewayz_kit.transport.local import LocalTransport
from mewayz_testing.suites.transport import OpenProcess, TransportSuite, envelopes


class TestLocalTransport(TransportSuite):
    @pytest.fixture
    async def process(self) -> AsyncIterator[OpenProcess]:
        transport = LocalTransport()

        async def the_only_one() -> Transport:
            await transport.start()
            return transport

        yield the_only_one
        await transport.stop()


async def test_nothing_is_taken_before_everybody_listens() -> None:
    """A house that starts again has events of before: who subscribes a moment later must not miss them."""
    transport, heard = LocalTransport(["crm", "workspace"]), dict[str, list[Envelope]](crm=[], workspace=[])
    waiting = envelopes(3)

    async def listen(name: str) -> None:
        async def accept(kept: Sequence[Envelope]) -> None:
            heard[name] += kept

        await transport.subscribe(name, [waiting[0].type], accept)

    assert await transport.publish(waiting) == 0
    await listen("crm")
    assert await transport.publish(waiting) == 0
    await listen("workspace")
    assert await transport.publish(waiting) == 3
    assert heard == {"crm": waiting, "workspace": waiting}
