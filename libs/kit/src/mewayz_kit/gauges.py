"""What can only be measured by looking: waiting events and used connections, told to OpenTelemetry now and then.

Nothing runs without a collector: `running` starts `measure` only where `MEWAYZ_OTLP_ENDPOINT` is set.
"""

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from mewayz_kit.loops import keep_stepping
from mewayz_kit.telemetry import METER
from mewayz_kit.transport.base import Envelope

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

INTERVAL: Final = 15.0
"""Seconds between two looks."""
PENDING: Final = METER.create_gauge(
    "mewayz.outbox.pending", unit="{message}", description="Events written and not yet sent."
)
AGE: Final = METER.create_gauge(
    "mewayz.outbox.age", unit="s", description="Age of the oldest event that is not yet sent; 0 without one."
)
CONNECTIONS: Final = METER.create_gauge(
    "db.client.connection.count", unit="{connection}", description="Connections of a pool by state, used or idle."
)


async def measure(runtime: "Runtime") -> None:
    """Look until cancelled; a database that is away is not this task's trouble."""
    await keep_stepping(lambda: look(runtime), name="gauges", pause=INTERVAL)


async def look(runtime: "Runtime") -> int:
    """Measure once; there is never more to do at once."""
    service, database = {"mewayz.service": runtime.service.name}, runtime.db
    for name, engine in (("write", database.write), ("read", database.read)):
        pool = engine.pool
        if isinstance(pool, QueuePool):
            of_pool = service | {"db.client.connection.pool.name": f"{runtime.service.name}.{name}"}
            CONNECTIONS.set(pool.checkedout(), of_pool | {"db.client.connection.state": "used"})
            CONNECTIONS.set(pool.checkedin(), of_pool | {"db.client.connection.state": "idle"})
    outbox = runtime.service.tables.outbox
    waiting = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.published_at.is_(None))
    oldest = sa.select(outbox.c.envelope).where(outbox.c.published_at.is_(None)).order_by(outbox.c.id).limit(1)
    async with database.read.connect() as connection:
        pending = (await connection.execute(waiting)).scalar_one()
        first = (await connection.execute(oldest)).scalar()
    age = 0.0
    if first is not None:
        age = (runtime.clock.now() - Envelope.model_validate_json(first).time).total_seconds()
    PENDING.set(pending, service)
    AGE.set(age, service)
    return 0
