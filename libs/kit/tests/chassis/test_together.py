"""Events that are handled many at a time: one transaction for all, and each of them as good as alone."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from mewayz_sample.messages.handlers import attempts, together
from mewayz_sample.messages.models import Effect

from mewayz_kit.ids import new_id
from mewayz_kit.inbox import LEASE, Runner
from mewayz_kit.together import AT_ONCE
from mewayz_kit.transport.base import Envelope
from mewayz_testing.bench import ServiceBench

IMPORTED = "commerce.order.imported.v1"


async def imported(bench: ServiceBench, *notes: str, thread: UUID, **attributes: Any) -> list[Envelope]:
    """Events of one thread, as an import causes them."""
    together.clear()
    attempts.clear()
    events = [
        Envelope(
            id=new_id(),
            source="commerce",
            type=IMPORTED,
            subject=str(new_id()),
            time=bench.clock.now(),
            data={"note": note},
            correlationid=thread,
            **attributes,
        )
        for note in notes
    ]
    await bench.runtime.inbox.accept(events)
    return events


async def effects(bench: ServiceBench) -> list[str]:
    statement = sa.select(Effect.source).where(Effect.consumer == "imported")
    async with bench.runtime.db.read.connect() as connection:
        return sorted((await connection.execute(statement)).scalars())


async def test_events_of_one_thread_share_a_transaction_and_each_is_the_cause_of_what_follows_from_it(
    bench: ServiceBench,
) -> None:
    acme, thread = await bench.workspace(), new_id()
    events = await imported(bench, "a", "b", "c", thread=thread, workspaceid=acme)
    events += await imported(bench, "deeper", thread=thread, workspaceid=acme, depth=1)
    events += await imported(bench, "elsewhere", thread=new_id(), workspaceid=acme)
    await bench.run_until_idle()
    assert sorted(together) == [1, 1, 3]
    assert await effects(bench) == ["a", "b", "c", "deeper", "elsewhere"]
    jobs = [row for row in await bench.inbox("done") if row.type.startswith("job:")]
    caused = {envelope.data["text"]: envelope.causationid for envelope in map(_envelope, jobs)}
    assert caused == {event.data["note"]: event.id for event in events}


async def test_no_transaction_grows_with_the_number_of_events(bench: ServiceBench) -> None:
    notes = [f"{number:03}" for number in range(AT_ONCE + 20)]
    await imported(bench, *notes, thread=new_id())
    await Runner(bench.runtime, batch=len(notes)).step()
    assert sorted(together) == [20, AT_ONCE]
    assert await effects(bench) == notes


async def test_a_bad_event_costs_its_neighbours_nothing(bench: ServiceBench) -> None:
    await imported(bench, "a", "fail 1", "reject", "b", thread=new_id())
    await bench.run_until_idle()
    assert await effects(bench) == ["a", "b", "fail 1"], "the failure was that of the transaction they shared"
    [dead] = [row for row in await bench.inbox() if row.state == "dead"]
    assert (_envelope(dead).data["note"], dead.attempts) == ("reject", 1)
    jobs = [_envelope(row).data["text"] for row in await bench.inbox() if row.type.startswith("job:")]
    assert sorted(jobs) == ["a", "b", "fail 1"], "what a transaction that was taken back had asked for is not done"


async def test_events_that_somebody_else_has_claimed_since_take_effect_once(bench: ServiceBench) -> None:
    await imported(bench, "a", "b", thread=new_id())
    late = Runner(bench.runtime)
    claims = [claim for claim in await late._claim() if claim.envelope.type == IMPORTED]
    bench.clock.advance(seconds=LEASE.total_seconds() + 1)
    await bench.run_until_idle()
    assert len(claims) == 2
    assert not await late._handle_together(claims)
    for claim in claims:
        await late._handle(claim)
    assert await effects(bench) == ["a", "b"]


def _envelope(row: Any) -> Envelope:
    return Envelope.model_validate_json(row.envelope)
