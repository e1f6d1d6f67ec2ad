"""What every transport must do.

::

    class TestLocalTransport(TransportSuite):
        @pytest.fixture
        async def process(self) -> AsyncIterator[OpenProcess]: ...
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from mewayz_kit.ids import new_id
from mewayz_kit.transport.base import Envelope, Transport

OpenProcess = Callable[..., Awaitable[Transport]]
"""A transport as another process would have it, started; given are the services of its house."""
PATIENCE = 60
"""Seconds after which a test gives up on something that should long have happened."""
DEAL_WON = "crm.deal.won.v1"
ORDER_PAID = "commerce.order.paid.v1"


def envelope(type_: str = DEAL_WON, *, subject: str = "1", **data: Any) -> Envelope:
    """An event."""
    return Envelope(
        id=new_id(),
        source=type_.partition(".")[0],
        type=type_,
        subject=subject,
        time=datetime.now(UTC),
        data=data,
        correlationid=new_id(),
    )


def envelopes(count: int, type_: str = DEAL_WON) -> list[Envelope]:
    """Numbered events of some ten subjects."""
    return [envelope(type_, subject=str(number % 10), number=number) for number in range(count)]


def ids(items: Sequence[Envelope]) -> list[UUID]:
    """Their ids, in order, the first time each of them comes."""
    return list(dict.fromkeys(item.id for item in items))


def by_subject(items: Sequence[Envelope]) -> dict[str, list[UUID]]:
    """The ids of each subject, in order."""
    found: dict[str, list[UUID]] = {}
    for item in items:
        found.setdefault(item.subject, []).append(item.id)
    return found


async def send(transport: Transport, items: Sequence[Envelope]) -> None:
    """Publish as the relay does: what was not confirmed is sent again, after a moment."""
    async with asyncio.timeout(PATIENCE):
        while items:
            items = items[await transport.publish(items) :]
            if items:
                await moment()


async def moment() -> None:
    """The relay's breath between two attempts, shortened."""
    await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=0.02)


class Inbox:
    """Keeps what it accepts; may be told to refuse, or to take its time."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []
        self.refused = 0
        self.refusals_left = 0
        self.poison: set[UUID] = set()
        self.open = asyncio.Event()
        self.open.set()
        self.entered = asyncio.Event()
        self._changed = asyncio.Condition()

    async def accept(self, items: Sequence[Envelope]) -> None:
        """All of them, or none."""
        self.entered.set()
        await self.open.wait()
        async with self._changed:
            self._changed.notify_all()
            if self.refusals_left or self.poison & {item.id for item in items}:
                self.refusals_left = max(0, self.refusals_left - 1)
                self.refused += 1
                raise ConnectionError("the database does not answer")
            self.kept.extend(items)

    async def hear(self, item: Envelope) -> None:
        """As a listener."""
        await self.accept([item])

    async def until(self, satisfied: Callable[["Inbox"], bool]) -> None:
        """Wait until what it keeps, or how often it refused, is so."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: satisfied(self))

    async def until_it_has(self, items: Sequence[Envelope]) -> None:
        """Wait until each of `items` has come."""
        wanted = {item.id for item in items}
        await self.until(lambda inbox: wanted <= {item.id for item in inbox.kept})


class TransportSuite:
    """Inherit and give `process`."""

    @pytest.fixture
    async def process(self) -> Any:
        """Opens processes; each is stopped at the end."""
        raise NotImplementedError

    async def test_an_envelope_arrives_whole(self, process: OpenProcess) -> None:
        transport, inbox = await process(), Inbox()
        await transport.subscribe("analytics", [DEAL_WON], inbox.accept)
        sent = Envelope(
            id=new_id(),
            source="crm",
            type=DEAL_WON,
            subject="łódź/1",
            time=datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC),
            data={"name": "Žluťoučký kůň 🐎", "long": "x" * 300_000, "nested": {"list": [1, None, 2.5, True]}},
            public=False,
            workspaceid=new_id(),
            actor="user:1",
            audit={"from": "a", "to": "b"},
            aggregateversion=7,
            correlationid=new_id(),
            causationid=new_id(),
            depth=3,
            traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        )
        await send(transport, [sent])
        await inbox.until_it_has([sent])
        assert inbox.kept == [sent]

    async def test_nothing_to_send_is_nothing_sent(self, process: OpenProcess) -> None:
        transport = await process()
        assert await transport.publish([]) == 0

    async def test_nothing_is_sent_before_everybody_listens(self, process: OpenProcess) -> None:
        sender, analytics, finance = await process("analytics", "finance"), Inbox(), Inbox()
        sent = envelopes(20)
        assert await sender.publish(sent) == 0
        await (await process()).subscribe("analytics", [DEAL_WON], analytics.accept)
        assert await sender.publish(sent) == 0
        assert not analytics.kept, "nor does the one hear what the other cannot"
        await (await process()).subscribe("finance", [ORDER_PAID, DEAL_WON], finance.accept)
        await send(sender, sent)
        await analytics.until_it_has(sent)
        await finance.until_it_has(sent)
        assert analytics.kept == finance.kept == sent

    async def test_envelopes_arrive_in_order(self, process: OpenProcess) -> None:
        sender, receiver, inbox = await process(), await process(), Inbox()
        await receiver.subscribe("analytics", [DEAL_WON, ORDER_PAID], inbox.accept)
        sent = [envelope((DEAL_WON, ORDER_PAID)[number % 2], number=number) for number in range(100)]
        for start in range(0, 100, 7):
            await send(sender, sent[start : start + 7])
        await inbox.until_it_has(sent)
        assert inbox.kept == sent

    async def test_five_thousand_at_once_arrive_in_order(self, process: OpenProcess) -> None:
        sender, receiver, inbox = await process(), await process(), Inbox()
        await receiver.subscribe("analytics", [DEAL_WON], inbox.accept)
        sent = envelopes(5000)
        assert await sender.publish(sent) == 5000
        await inbox.until_it_has(sent)
        assert ids(inbox.kept) == ids(sent)
        assert len(inbox.kept) == 5000

    async def test_only_wanted_types_arrive(self, process: OpenProcess) -> None:
        transport, inbox = await process(), Inbox()
        await transport.subscribe("analytics", [ORDER_PAID], inbox.accept)
        last = envelope(ORDER_PAID)
        await send(transport, [envelope(ORDER_PAID), envelope(DEAL_WON), envelope("commerce.order.paid.v2"), last])
        await inbox.until_it_has([last])
        assert [item.type for item in inbox.kept] == [ORDER_PAID, ORDER_PAID]

    async def test_a_star_wants_everything(self, process: OpenProcess) -> None:
        transport, inbox = await process(), Inbox()
        await transport.subscribe("workspace", ["*", DEAL_WON], inbox.accept)
        sent = [envelope(type_) for type_ in (DEAL_WON, ORDER_PAID, "ai.run.done.v12")]
        await send(transport, sent)
        await inbox.until_it_has(sent)
        assert inbox.kept == sent, "once each, although two wishes name the first"

    async def test_every_service_gets_its_copy(self, process: OpenProcess) -> None:
        sender, receiver = await process(), await process()
        finance, analytics = Inbox(), Inbox()
        await receiver.subscribe("finance", [DEAL_WON], finance.accept)
        await receiver.subscribe("analytics", [DEAL_WON], analytics.accept)
        sent = envelopes(20)
        await send(sender, sent)
        await finance.until_it_has(sent)
        await analytics.until_it_has(sent)
        assert finance.kept == analytics.kept == sent

    async def test_replicas_share_what_comes(self, process: OpenProcess) -> None:
        inbox, takers = Inbox(), set()
        for number in (1, 2):
            replica = await process()

            async def accept(items: Sequence[Envelope], number: int = number) -> None:
                takers.add(number)
                await inbox.accept(items)

            await replica.subscribe("finance", [DEAL_WON], accept)
        sent = envelopes(50)
        await send(replica, sent)
        await inbox.until_it_has(sent)
        assert inbox.kept == sent, "each once"
        assert len(takers) == 1, "one replica at a time, or the order would be lost"

    async def test_what_is_refused_comes_again(self, process: OpenProcess) -> None:
        transport, inbox = await process(), Inbox()
        inbox.refusals_left = 2
        await transport.subscribe("finance", [DEAL_WON], inbox.accept)
        sent = envelopes(30)
        await send(transport, sent)
        await inbox.until_it_has(sent)
        assert inbox.refused == 2
        assert ids(inbox.kept) == ids(sent), "and in the same order"

    async def test_a_service_that_refuses_does_not_keep_others_from_theirs(self, process: OpenProcess) -> None:
        transport, finance, analytics = await process(), Inbox(), Inbox()
        finance.refusals_left = 2
        await transport.subscribe("analytics", [DEAL_WON], analytics.accept)
        await transport.subscribe("finance", [DEAL_WON], finance.accept)
        sent = envelopes(10)
        await send(transport, sent)
        await analytics.until_it_has(sent)
        await finance.until_it_has(sent)
        assert ids(analytics.kept) == ids(finance.kept) == ids(sent)

    async def test_an_envelope_sent_twice_keeps_its_id(self, process: OpenProcess) -> None:
        transport, inbox = await process(), Inbox()
        await transport.subscribe("finance", [DEAL_WON], inbox.accept)
        once, last = envelope(), envelope()
        await send(transport, [once])
        await send(transport, [once, last])
        await inbox.until_it_has([last])
        assert ids(inbox.kept) == [once.id, last.id]
        assert all(item == once for item in inbox.kept if item.id == once.id)

    async def test_stopping_lets_what_is_in_flight_finish(self, process: OpenProcess) -> None:
        sender, receiver, inbox, later = await process(), await process(), Inbox(), Inbox()
        await receiver.subscribe("finance", [DEAL_WON], inbox.accept)
        inbox.open.clear()
        sent = envelopes(500)
        sending = asyncio.ensure_future(sender.publish(sent))
        await asyncio.wait_for(inbox.entered.wait(), PATIENCE)
        stopping = asyncio.ensure_future(receiver.stop())
        await moment()
        inbox.open.set()
        await asyncio.wait_for(stopping, PATIENCE)
        confirmed = await asyncio.wait_for(sending, PATIENCE)
        assert inbox.kept, "what was being accepted has been accepted"
        heir = await process()
        await heir.subscribe("finance", [DEAL_WON], later.accept)
        await send(heir, sent[confirmed:])
        await later.until(lambda now: len({item.id for item in [*inbox.kept, *now.kept]}) == 500)
        assert ids([*inbox.kept, *later.kept]) == ids(sent)

    async def test_every_listening_process_is_told(self, process: OpenProcess) -> None:
        one, two, heard = await process(), await process(), (Inbox(), Inbox())
        await one.listen([DEAL_WON], heard[0].hear)
        await two.listen([DEAL_WON], heard[1].hear)
        sent = envelopes(5)
        await send(one, [envelope(ORDER_PAID), *sent])
        for inbox in heard:
            await inbox.until_it_has(sent)
            assert inbox.kept == sent

    async def test_a_listener_may_name_a_pattern(self, process: OpenProcess) -> None:
        transport, heard = await process(), Inbox()
        await transport.listen(["workspace.member.*.v1"], heard.hear)
        types = ["workspace.member.added.v1", "workspace.role.changed.v1", "workspace.member.removed.v1"]
        sent = [envelope(type_) for type_ in types]
        await send(transport, sent)
        await heard.until_it_has([sent[2]])
        assert heard.kept == [sent[0], sent[2]]

    async def test_a_listener_that_fails_goes_on_hearing(self, process: OpenProcess) -> None:
        transport, heard, inbox = await process(), Inbox(), Inbox()
        heard.refusals_left = 1
        await transport.listen([DEAL_WON], heard.hear)
        await transport.subscribe("finance", [DEAL_WON], inbox.accept)
        sent = envelopes(3)
        assert await transport.publish(sent) == 3
        await heard.until_it_has(sent[1:])
        await inbox.until_it_has(sent)
        assert heard.kept == sent[1:], "at most once: what it failed on does not come again"

    async def test_services_of_one_process_may_all_start_and_stop_it(self, process: OpenProcess) -> None:
        transport, inbox = await process(), Inbox()
        await transport.start()
        await transport.subscribe("finance", [DEAL_WON], inbox.accept)
        sent = envelopes(3)
        await send(transport, sent)
        await inbox.until_it_has(sent)
        assert inbox.kept == sent
        await transport.stop()
        await transport.stop()
