"""The suite, and a broker or a network that fails."""

import asyncio

import pytest

from mewayz_kit.transport.rabbit import sender
from mewayz_testing.proxy import TcpProxy
from mewayz_testing.suites.transport import (
    DEAL_WON,
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


async def test_a_broker_that_nobody_listens_on_is_told_once(
    process: OpenProcess, proxy: TcpProxy, capsys: pytest.CaptureFixture[str]
) -> None:
    await proxy.close()
    transport = await process()
    for _ in range(20):
        assert await transport.publish([envelope()]) == 0
        await moment()
    assert capsys.readouterr().out.count("transport.rabbit.away") <= 1
