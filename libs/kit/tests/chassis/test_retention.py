"""What is old goes, what is still needed stays."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from mewayz_sample.messages.events import ThingMoved
from mewayz_sample.messages.handlers import attempts
from mewayz_sample.messages.models import Effect

from mewayz_kit import retention
from mewayz_kit.ids import new_id
from mewayz_kit.operate import replay_outbox
from mewayz_kit.retention import forget
from mewayz_kit.service import Service
from mewayz_testing.bench import ServiceBench, random_key
from mewayz_testing.clock import ManualClock

PAID, MOVED = "commerce.order.paid.v1", ThingMoved.event_type()


async def test_messages_go_when_no_replay_can_bring_them_again(
    service: Service, database: str, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events after seven days, what was handled after fourteen; dead ones and unsent ones stay."""
    attempts.clear()
    monkeypatch.setattr(retention, "BATCH", 3)  # so that there are several
    for name in ("SECRET_KEY", "WORKLOAD_SECRET"):
        monkeypatch.setenv(f"MEWAYZ_{name}", random_key())
    monkeypatch.setenv("MEWAYZ_SAMPLE_DATABASE_URL", database)
    async with ServiceBench.open(
        service, database, files_url=f"file://{tmp_path}", clock=clock, replay_days=7
    ) as bench:
        for note in (*(f"paid {n}" for n in range(8)), "reject"):
            order = str(new_id())
            await bench.deliver(PAID, {"id": order, "order_id": order, "note": note})
        async with bench.uow() as uow:
            for number in range(7):
                uow.publish(ThingMoved(thing_id=new_id(), place=str(number)))
        await bench.run_until_idle()

        async def left() -> tuple[int, dict[str, int]]:
            rows = [row for row in await bench.inbox() if row.type == PAID]
            states = [row.state for row in rows]
            return len(await bench.published(MOVED)), {state: states.count(state) for state in sorted(set(states))}

        assert await left() == (7, {"dead": 1, "done": 8})
        clock.advance(days=6)
        await bench.run_until_idle()
        assert await replay_outbox(service, MOVED) == 7
        await bench.run_until_idle()
        clock.advance(days=6, hours=23)
        await bench.run_until_idle()
        assert await left() == (7, {"dead": 1, "done": 8}), "sent again six days ago"
        clock.advance(hours=2)
        await bench.run_until_idle()
        assert await left() == (0, {"dead": 1, "done": 8})
        async with bench.uow() as uow:
            uow.publish(ThingMoved(thing_id=new_id(), place="unsent"))
            inbox, handled = uow.tables.inbox, [row.id for row in await bench.inbox("done") if row.type == PAID]
            await uow.execute(sa.update(inbox).where(inbox.c.id == handled[0]).values(state="kept"))
        monkeypatch.setattr(bench._relay, "step", _nothing)
        clock.advance(days=30)
        await bench.run_until_idle()
        assert await left() == (1, {"dead": 1})


async def test_a_row_that_is_no_longer_old_when_its_turn_comes_stays(bench: ServiceBench) -> None:
    """Keys are read first: what somebody renews before the delete must not go."""
    async with bench.uow() as uow:
        for source in ("old 1", "old 2", "new"):
            uow.add(Effect(consumer="test", source=source))

    def renew(connection: sa.Connection) -> None:
        connection.exec_driver_sql("UPDATE effects SET source = 'renewed' WHERE source = 'old 2'")

    sa.event.listen(bench.runtime.db.write.sync_engine, "begin", renew)
    assert await forget(bench.runtime, Effect, sa.column("source").like("old%")) == 1
    async with bench.uow() as uow:
        assert sorted(row.source for row in await uow.all(sa.select(Effect))) == ["new", "renewed"]


async def _nothing() -> int:
    return 0
