"""Use-cases of audits: compare a rotating sample of workspaces with their facts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog

from mewayz_analytics.audits.models import Audit
from mewayz_analytics.audits.schemas import AuditRead, Mismatch
from mewayz_analytics.base import PLATFORM
from mewayz_analytics.calendars import Calendar
from mewayz_analytics.facts import service as facts
from mewayz_analytics.metrics import service as metrics
from mewayz_analytics.metrics.service import Cell
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

log = structlog.get_logger(__name__)
ROUND = 30
"""Nights until every workspace has been compared, and days that are compared each time."""
LISTED = 100
audits = Records(Audit, AuditRead, entity="audit", tells=())


def span(now: datetime) -> Calendar:
    """The UTC dates that tonight's audit compares: the last 30 that are over."""
    last = now.astimezone(UTC).date() - timedelta(days=1)
    return Calendar(last - timedelta(days=ROUND - 1), last, ZoneInfo("UTC"), "total")


async def sample(uow: UnitOfWork, today: date) -> list[UUID]:
    """Tonight's workspaces: every thirtieth, and the platform itself every night."""
    rows = await uow.execute(sa.select(uow.tables.workspaces.c.workspace_id))
    return [PLATFORM, *sorted(i for i in rows.scalars() if i.int % ROUND == today.toordinal() % ROUND)]


async def compare(uow: UnitOfWork, workspace_id: UUID, days: Calendar) -> tuple[int, list[Mismatch]]:
    """How many cells one workspace has, and which of them are wrong."""
    async with uow.within(workspace_id=workspace_id):
        cells, wrong = await _compare(uow, workspace_id, days)
        if wrong:
            # A fact may have arrived between the two reads: look again while nobody records any.
            await metrics.hold_catalogue(uow, alone=True)
            cells, wrong = await _compare(uow, workspace_id, days)
    return cells, wrong


async def _compare(uow: UnitOfWork, workspace_id: UUID, days: Calendar) -> tuple[int, list[Mismatch]]:
    scope = "platform" if workspace_id == PLATFORM else "workspace"
    definitions = [definition for _, definition in (await metrics.in_scope(uow, scope)).values()]
    live = {(definition.metric, definition.number) for definition in definitions}
    expected: dict[Cell, int] = {}
    lasts: dict[Cell, Any] = {}
    async for batch in facts.scan(uow, [metrics.ANY_TYPE], since=days.since, before=days.before):
        tally = metrics.tally(batch, definitions)
        for cell, amount in tally.sums.items():
            expected[cell] = expected.get(cell, 0) + amount
        lasts |= tally.lasts  # batches come in the order of time
    expected |= {cell: last.value for cell, last in lasts.items()}
    since, before = int(days.since.timestamp()), int(days.before.timestamp())
    stored = {
        Cell(workspace_id, row.metric, row.revision, row.start, row.dimension, row.currency): row.value
        for row in await metrics.read_cells(uow, since=since, before=before)
        if (row.metric, row.revision) in live
    }
    every = sorted(expected.keys() | stored.keys())
    wrong = [
        _mismatch(cell, stored.get(cell, 0), expected.get(cell, 0))
        for cell in every
        if stored.get(cell) != expected.get(cell)
    ]
    return len(every), wrong


def _mismatch(cell: Cell, bucket: int, fact_sum: int) -> Mismatch:
    log.error("audit.mismatch", metric=cell.metric, workspace_id=str(cell.workspace_id), start=cell.start)
    return Mismatch(
        workspace_id=cell.workspace_id,
        metric=cell.metric,
        start=cell.start,
        dimension=cell.dimension,
        currency=cell.currency,
        bucket=bucket,
        facts=fact_sum,
    )


async def keep(
    uow: UnitOfWork, audit_id: UUID, days: Calendar, *, workspaces: int, cells: int, wrong: Sequence[Mismatch]
) -> None:
    """Store the result of a night, once."""
    if await uow.find(Audit, audit_id) is not None:
        return
    listed = [mismatch.model_dump(mode="json") for mismatch in wrong[:LISTED]]
    row = Audit(
        id=audit_id,
        since=days.first,
        until=days.last,
        workspaces=workspaces,
        cells=cells,
        wrong=len(wrong),
        mismatches=listed,
    )
    uow.add(row)
