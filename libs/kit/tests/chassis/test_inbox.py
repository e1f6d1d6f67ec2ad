"""The inbox and its runner: once, in order, again, later, never."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from mewayz_sample.messages.handlers import Note, attempts, call_elsewhere, call_outside, gates, write_note
from mewayz_sample.messages.models import Effect

from mewayz_kit.holding import Claim
from mewayz_kit.ids import new_id
from mewayz_kit.inbox import LEASE, MAX_ATTEMPTS, Runner, backoff
from mewayz_kit.operate import discard, list_inbox, retry
from mewayz_testing.bench import ServiceBench, random_key

PAID, STRICT = "commerce.order.paid.v1", "commerce.order.strict.v1"


async def order(bench: ServiceBench, note: str, *, key: str | None = None, type_: str = PAID, **more: object) -> None:
    order_id = key or str(new_id())
    await bench.deliver(type_, {"id": order_id, "order_id": order_id, "note": note}, **more)  # type: ignore[arg-type]


async def effects(bench: ServiceBench, consumer: str) -> list[str]:
    statement = sa.select(Effect.source).where(Effect.consumer == consumer).order_by(Effect.id)
    async with bench.runtime.db.read.connect() as connection:
        return list((await connection.execute(statement)).scalars())


async def test_a_message_that_arrives_five_times_takes_effect_once(bench: ServiceBench) -> None:
    message_id = new_id()
    for _ in range(5):
        await order(bench, "once", message_id=message_id)
    assert await effects(bench, "count_order") == ["once"]


async def test_a_failed_attempt_leaves_nothing_and_is_tried_again_later(bench: ServiceBench) -> None:
    attempts.clear()
    await order(bench, "fail 2")
    assert await effects(bench, "count_order") == []
    [row] = await bench.inbox("pending")
    assert (row.attempts, "not yet" in row.last_error) == (1, True)
    for _ in range(2):
        bench.clock.advance(seconds=10)
        await bench.run_until_idle()
    assert await effects(bench, "count_order") == ["fail 2"]
    assert attempts["fail 2"] == 3


async def test_a_message_dies_after_twelve_tries_and_an_operator_can_revive_it(bench: ServiceBench) -> None:
    attempts.clear()
    await order(bench, "fail 12")
    for _ in range(MAX_ATTEMPTS):
        bench.clock.advance(hours=2)
        await bench.run_until_idle()
    [dead] = await bench.inbox("dead")
    assert dead.attempts == MAX_ATTEMPTS
    assert await effects(bench, "count_order") == []
    async with bench.uow() as uow:
        inbox = uow.tables.inbox
        await uow.execute(sa.update(inbox).where(inbox.c.id == dead.id).values(state="pending", attempts=0))
    await bench.run_until_idle()
    assert await effects(bench, "count_order") == ["fail 12"]


async def test_a_rejected_message_is_dead_at_once(bench: ServiceBench) -> None:
    attempts.clear()
    await order(bench, "reject")
    assert [row.state for row in await bench.inbox() if row.type == PAID] == ["dead"]
    assert attempts["reject"] == 1


async def test_messages_of_one_key_keep_their_order_and_other_keys_do_not_wait(bench: ServiceBench) -> None:
    attempts.clear()
    key = str(new_id())
    await order(bench, "fail 1", key=key)
    await order(bench, "second", key=key)
    await order(bench, "other")
    assert await effects(bench, "count_order") == ["other"]
    bench.clock.advance(seconds=10)
    await bench.run_until_idle()
    assert await effects(bench, "count_order") == ["other", "fail 1", "second"]


async def test_a_dead_message_blocks_its_key_only_where_the_handler_is_strict(bench: ServiceBench) -> None:
    attempts.clear()
    for type_ in (PAID, STRICT):
        key = str(new_id())
        await order(bench, "reject", key=key, type_=type_)
        await order(bench, "after", key=key, type_=type_)
    assert await effects(bench, "count_order") == ["after"]
    assert await effects(bench, "strict") == []


async def test_a_lost_worker_is_replaced_when_its_lease_ends(bench: ServiceBench) -> None:
    await order(bench, "leased", run=False)
    lost = Runner(bench.runtime)
    assert len(await lost._claim()) >= 1  # claimed, then the process dies
    await bench.run_until_idle()
    assert await effects(bench, "count_order") == []
    bench.clock.advance(seconds=LEASE.total_seconds() + 1)
    await bench.run_until_idle()
    assert await effects(bench, "count_order") == ["leased"]


async def test_a_worker_that_comes_back_too_late_changes_nothing(bench: ServiceBench) -> None:
    await order(bench, "late", run=False)
    late = Runner(bench.runtime)
    claims = [claim for claim in await late._claim() if claim.envelope.type == PAID]
    bench.clock.advance(seconds=LEASE.total_seconds() + 1)
    await bench.run_until_idle()
    for claim in claims:
        await late._handle(claim)
    assert await effects(bench, "count_order") == ["late"]


async def test_what_waits_for_half_of_its_lease_goes_back_and_is_no_try(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await order(bench, f"slow {number}", run=False)
    slow = Runner(bench.runtime, lanes=1)
    handle = slow._handle

    async def handle_slowly(claim: Claim) -> None:
        await handle(claim)
        bench.clock.advance(seconds=LEASE.total_seconds() / 2 + 1)

    monkeypatch.setattr(slow, "_handle", handle_slowly)
    await slow.step()
    rows = [row for row in await bench.inbox() if row.state != "done"]
    assert {(row.state, row.attempts) for row in rows} == {("pending", 0)}
    assert all(row.due <= bench.clock.now() for row in rows)
    await bench.run_until_idle()
    assert sorted(await effects(bench, "count_order")) == ["slow 0", "slow 1", "slow 2"]


def test_quick_work_comes_in_larger_batches_and_slow_work_in_smaller_ones(bench: ServiceBench) -> None:
    runner = Runner(bench.runtime, lanes=4, batch=50)
    for number, seconds, batch in ((50, 0.1, 100), (99, 0.1, 100), (100, 3, 100), (100, 6, 50), (3, 60, 25)):
        runner._adapt(number, seconds)
        assert runner._batch == batch
    for _ in range(9):
        runner._adapt(runner._batch, 60)
    assert runner._batch == 4


async def test_two_runners_share_the_work_without_doing_it_twice(bench: ServiceBench) -> None:
    for number in range(40):
        await order(bench, f"shared {number}", run=False)
    runners = [Runner(bench.runtime) for _ in range(3)]
    for _ in range(20):
        if not sum(await asyncio.gather(*(runner.step() for runner in runners))):
            break
    assert sorted(await effects(bench, "count_order")) == sorted(f"shared {number}" for number in range(40))


async def test_jobs_run_when_their_transaction_commits_and_not_before_they_are_due(bench: ServiceBench) -> None:
    async with bench.uow() as uow:
        uow.enqueue(write_note, Note(text="now"))
        uow.enqueue(write_note, Note(text="later"), delay=timedelta(days=90))
        uow.enqueue(call_outside, Note(text="outside"))
    await bench.run_until_idle()
    assert await effects(bench, "job") == ["now"]
    assert await effects(bench, "outside") == ["outside"]
    bench.clock.advance(days=90)
    await bench.run_until_idle()
    assert await effects(bench, "job") == ["now", "later"]


async def test_who_waits_for_another_system_delays_nothing_else(
    bench: ServiceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(gates, "stuck", asyncio.Event())
    worker = asyncio.ensure_future(Runner(bench.runtime, lanes=2).run())

    async def enqueue(job: Any, *texts: str) -> None:
        async with bench.uow() as uow:
            for text in texts:
                uow.enqueue(job, Note(text=text))

    async def until(consumer: str, *expected: str) -> None:
        while sorted(await effects(bench, consumer)) != sorted(expected):
            """The database is asked again, which lets the worker work."""

    async def rows(text: str) -> list[tuple[str, int]]:
        return [(row.state, row.attempts) for row in await bench.inbox() if f'"{text}"' in row.envelope]

    try:
        async with asyncio.timeout(20):
            await enqueue(call_outside, "stuck", "free")
            await until("outside", "free")
            await enqueue(write_note, "inside")
            await until("job", "inside")
            await enqueue(call_outside, "stuck")
            while await rows("stuck") != [("leased", 1)] * 2:
                """Both lanes of this job are taken now."""
            await enqueue(call_outside, "late")
            await enqueue(call_elsewhere, "another")
            await until("elsewhere", "another")
            assert await rows("late") == [("pending", 0)], "another worker may take what has no lane here"
            bench.clock.advance(seconds=LEASE.total_seconds() + 1)
            await enqueue(write_note, "afterwards")
            await until("job", "inside", "afterwards")
            assert await rows("stuck") == [("leased", 1)] * 2, "nobody begins beside himself what he has not ended"
            gates["stuck"].set()
            await until("outside", "free", "stuck", "stuck", "late")
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_a_transaction_that_rolls_back_leaves_no_job(bench: ServiceBench) -> None:
    try:
        async with bench.uow() as uow:
            uow.enqueue(write_note, Note(text="never"))
            await uow.flush()
            raise RuntimeError("changed my mind")
    except RuntimeError:
        await bench.run_until_idle()
    assert await effects(bench, "job") == []


async def test_a_job_asked_for_twice_under_one_name_runs_once(bench: ServiceBench) -> None:
    for _ in range(2):
        async with bench.uow() as uow:
            uow.enqueue(write_note, Note(text="named"), dedupe="the one")
    await bench.run_until_idle()
    assert await effects(bench, "job") == ["named"]


async def test_a_timer_fires_once_per_slot_however_many_replicas_there_are(bench: ServiceBench) -> None:
    replicas = [Runner(bench.runtime), Runner(bench.runtime)]
    for _ in range(3):
        bench.runtime.timer_slots.clear()  # what a second process would know
        for replica in replicas:
            while await replica.step():
                pass
    assert len(await effects(bench, "tick")) == 1
    bench.clock.advance(hours=1)
    await bench.run_until_idle()
    assert len(await effects(bench, "tick")) == 2


def test_the_pause_doubles_up_to_an_hour_and_jitter_only_extends_it() -> None:
    for attempt in range(1, 30):
        base = min(2 ** (attempt - 1), 3600)
        assert base <= backoff(attempt).total_seconds() <= base * 1.1


async def test_operators_look_at_retry_and_discard_dead_messages(
    bench: ServiceBench, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts.clear()
    for name in ("SECRET_KEY", "WORKLOAD_SECRET"):
        monkeypatch.setenv(f"MEWAYZ_{name}", random_key())
    monkeypatch.setenv("MEWAYZ_SAMPLE_DATABASE_URL", database)
    for note in ("reject a", "reject b"):
        await order(bench, note)
    service = bench.runtime.service
    first, second = await list_inbox(service, None)
    assert "Reject: never" in first
    assert await discard(service, int(second.split("\t")[0])) == ["1 rows discarded"]
    assert await retry(service, None) == ["1 rows will be tried again"]
    assert [line.split("\t")[1] for line in await list_inbox(service, int(first.split("\t")[0]))] == ["pending"]
    assert await list_inbox(service, None) == []
