"""What the way outbox → RabbitMQ → inbox → effect costs, beside the least that could do the same.

The least: publish with confirms (50 in flight), and a consumer that inserts each effect in a transaction of its
own before it acknowledges. The house adds that nothing is lost, repeated or reordered. Both run in one process, on
the same servers, taking turns; only their ratio means something.

Aim (design, performance): at least half of the least; p99 of the lag below 100 ms at half load.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
import sqlalchemy as sa

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "libs/kit/tests/chassis/sample"))

from mewayz_sample import service as sample  # noqa: E402
from mewayz_sample.messages.models import Effect  # noqa: E402

from mewayz_kit.db import service_url  # noqa: E402 - the sample's folder comes first
from mewayz_kit.ids import new_id  # noqa: E402
from mewayz_kit.migrations import migrate, new_revision  # noqa: E402
from mewayz_kit.run import running  # noqa: E402
from mewayz_kit.service import Runtime  # noqa: E402
from mewayz_kit.tokens import service_principal  # noqa: E402
from mewayz_kit.transport.base import Envelope  # noqa: E402
from mewayz_kit.transport.rabbit import RabbitTransport  # noqa: E402
from mewayz_kit.transport.rabbit.topology import Names  # noqa: E402
from mewayz_kit.uow import Cause, UnitOfWork  # noqa: E402
from mewayz_testing import servers  # noqa: E402
from mewayz_testing.bench import random_key  # noqa: E402

TYPE = "commerce.order.paid.v1"
MESSAGES = 1000
"""In each of the rounds; the median round counts."""
ROUNDS = 3
LAG_SECONDS = 10
IN_FLIGHT = 50
LANES = 4
NAMES = Names(f"{servers.rabbit_prefix()}load.")
BARE_QUEUE = f"{NAMES.prefix}bare"
EFFECTS = sa.inspect(Effect).local_table


def prepare() -> str:
    """A migrated schema; answers its URL."""
    sample.folder = Path(tempfile.mkdtemp())
    new_revision(sample, f"sqlite+aiosqlite:///{sample.folder}/scratch.db", "everything")
    url = servers.create_schema(sample.name)
    migrate(sample, url)
    return service_url(url, sample.name)


@asynccontextmanager
async def alive(url: str) -> AsyncIterator[Runtime]:
    """The sample service with its relay and runner, on real servers."""
    settings = sample.settings(
        database_url=url, secret_key=random_key(), workload_secret=random_key(), runner_lanes=LANES
    )
    transport = RabbitTransport(servers.require_server("rabbit"), app="load", prefix=NAMES.prefix)
    runtime = Runtime(sample, settings, transport=transport)
    try:
        async with running(runtime):
            yield runtime
    finally:
        await transport.stop()
        await runtime.close()


async def write(runtime: Runtime, notes: Sequence[str]) -> None:
    """One committed business transaction with an event for each of `notes`."""
    unit = UnitOfWork(runtime, service_principal(sample.name, None), cause=Cause(correlation_id=new_id()))
    try:
        for note in notes:
            order = str(new_id())
            unit.emit(TYPE, {"order_id": order, "note": note}, subject=order)
        await unit.commit()
    finally:
        await unit.close()


async def effects(runtime: Runtime, run: str, number: int) -> None:
    """Wait until so many effects of `run` are committed."""
    count = sa.select(sa.func.count()).select_from(EFFECTS).where(EFFECTS.c.source.startswith(run))
    while True:
        async with runtime.db.read.connect() as connection:
            if (await connection.execute(count)).scalar_one() >= number:
                return
        await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=0.01)


async def house(runtime: Runtime, run: str, number: int) -> float:
    """Effects per second, from a full outbox."""
    await write(runtime, [f"{run} {place}" for place in range(number)])
    start = time.perf_counter()
    runtime.relay_wanted.set()
    await effects(runtime, run, number)
    return number / (time.perf_counter() - start)


async def bare(runtime: Runtime, run: str, number: int) -> float:
    """Effects per second of publish-with-confirm and insert."""
    connection = await aio_pika.connect(servers.require_server("rabbit"))
    async with connection, connection.channel() as sending, connection.channel() as receiving:
        await receiving.set_qos(prefetch_count=LANES)
        queue = await receiving.declare_queue(BARE_QUEUE, durable=True, arguments={"x-queue-type": "quorum"})

        async def apply(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            async with runtime.db.write.begin() as database:
                await database.execute(sa.insert(EFFECTS).values(consumer="bare", source=message.body.decode()))
            await message.ack()

        await queue.consume(apply)
        free = asyncio.Semaphore(IN_FLIGHT)

        async def publish(note: str) -> None:
            async with free:
                message = aio_pika.Message(note.encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
                await sending.default_exchange.publish(message, BARE_QUEUE)

        start = time.perf_counter()
        await asyncio.gather(*(publish(f"{run} {place}") for place in range(number)))
        await effects(runtime, run, number)
        return number / (time.perf_counter() - start)


async def lags(runtime: Runtime, per_second: float) -> list[float]:
    """Milliseconds from the writing of an event to the end of its handler, at a steady load, in ascending order."""
    start, number = time.perf_counter(), int(per_second * LAG_SECONDS)
    for place in range(number):
        late = time.perf_counter() - start - place / per_second
        if late < 0:
            await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=-late)
        await write(runtime, [f"lag {place}"])
        runtime.relay_wanted.set()
    await effects(runtime, "lag", number)
    inbox = runtime.service.tables.inbox
    done = sa.select(inbox.c.envelope, inbox.c.due).where(inbox.c.type == TYPE)
    async with runtime.db.read.connect() as connection:
        rows = (await connection.execute(done.order_by(inbox.c.id.desc()).limit(number))).all()
    return sorted((row.due - Envelope.model_validate_json(row.envelope).time).total_seconds() * 1000 for row in rows)


async def main() -> None:
    """Print the table."""
    url = await asyncio.to_thread(prepare)
    try:
        async with alive(url) as runtime:
            await house(runtime, "warm", 50)
            rates: dict[str, list[float]] = {"least": [], "house": []}
            for number in range(ROUNDS):
                rates["least"].append(await bare(runtime, f"least{number}", MESSAGES))
                rates["house"].append(await house(runtime, f"house{number}", MESSAGES))
            least, ours = (statistics.median(rates[name]) for name in ("least", "house"))
            lag = await lags(runtime, ours / 2)
    finally:
        servers.remove_from_rabbit(
            queues=[BARE_QUEUE, NAMES.inbox(sample.name), NAMES.dead, NAMES.unrouted],
            exchanges=[NAMES.inbox(sample.name), NAMES.events, NAMES.dead, NAMES.unrouted],
        )
        servers.drop_schemas()
    print("### Events: outbox → RabbitMQ → inbox → effect, one process\n")
    print("| what | events/s | ratio | lag p50 ms | lag p99 ms |\n|---|---|---|---|---|")
    print(f"| publish with confirm + insert | {least:.0f} | 1.00 | | |")
    print(f"| house, full outbox | {ours:.0f} | {ours / least:.2f} | | |")
    p50, p99 = (lag[int(len(lag) * share)] for share in (0.5, 0.99))
    print(f"| house, at half of that | {ours / 2:.0f} | | {p50:.0f} | {p99:.0f} |\n")
