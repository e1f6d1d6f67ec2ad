"""The work of imports: dry runs, applying, reverting, in batches that each commit with their position.

A worker that is killed loses at most the batch it was in: the next one goes on at the stored byte. Only the
holder of the position can move it, so two workers never apply one row twice. A job works for a slice of time
and then queues its continuation, so its lease never runs out.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError

from mewayz_kit.events import every, job
from mewayz_kit.imports.reverts import revert
from mewayz_kit.imports.rows import Batch, Item, Plan, key_hash
from mewayz_kit.imports.schemas import ImportCompleted
from mewayz_kit.imports.store import MACHINE, act_for, file_key, load, resource_of, save
from mewayz_kit.inbox import MAX_ATTEMPTS, Work
from mewayz_kit.portable import insert_ignore
from mewayz_kit.tabular import Layout, read_rows
from mewayz_kit.uow import UnitOfWork

log = structlog.get_logger(__name__)
BATCH = 500
"""Rows of one transaction, at most; the first has fewer, the next as many as fit into the target time."""
FIRST_BATCH, BATCH_SECONDS = 25, 1.0
SLICE_SECONDS = 20
GIVE_UP_AFTER = 5
"""Attempts at one slice when the fault is ours; a database that is away is waited for longer."""
KEPT = timedelta(days=30)


class Step(BaseModel):
    """Go on with one import. A step of an earlier run is void."""

    import_id: UUID
    run: int


class _Undo(Exception):
    """Ends a dry run's savepoint."""


@job
async def work_import(step: Step, work: Work) -> None:
    """Check, apply or revert for one slice of time."""
    try:
        async with work.uow(writes=False) as uow:
            stored = await load(uow, step.import_id)
        if stored is None or stored.run != step.run:
            return
        if stored.state == "reverting":
            finished = await revert(work, stored, seconds=SLICE_SECONDS)
        elif stored.state == "running" or stored.checking:
            finished = await _go_through(work, stored)
        else:
            return
    except Exception as error:  # whatever cuts an import off, it must come to an end that its owner sees
        patience = MAX_ATTEMPTS - 1 if isinstance(error, DBAPIError) else GIVE_UP_AFTER
        if isinstance(error, FileNotFoundError) or work.attempts >= patience:
            await _give_up(work, step, error)
            return
        raise
    if not finished:
        async with work.uow() as uow:
            uow.enqueue(work_import, step, key=str(step.import_id))


async def _give_up(work: Work, step: Step, error: Exception) -> None:
    """After several attempts the import says that it failed, instead of running forever."""
    log.error("import.failed", import_id=str(step.import_id), exc_info=error)
    async with work.uow() as uow:
        stored = await load(uow, step.import_id, lock=True)
        if stored is not None and stored.run == step.run and (stored.state, "fail") in MACHINE.table:
            reason = "The file is gone." if isinstance(error, FileNotFoundError) else "The import was cut off."
            await save(uow, stored.id, state="failed", checking=False, error=reason)


async def _go_through(work: Work, stored: Any) -> bool:
    """Work batches until the file or the slice ends; answers whether there is nothing left to do."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SLICE_SECONDS
    layout = Layout.model_validate(stored.layout)
    start = max(stored.position, layout.start)
    rows = read_rows(work.runtime.files.get(file_key(stored.id), start=start), layout, start)
    taken: list[tuple[int, int, list[str] | None]] = []
    number, size = stored.done, min(FIRST_BATCH, BATCH)
    async for row in rows:
        number += 1
        taken.append((number, row.end, row.cells))
        if len(taken) == size:
            began = loop.time()
            if not await _apply(work, stored, taken, last=False):
                return True
            if loop.time() > until:
                return False
            size, taken = _next_size(size, loop.time() - began), []
    await _apply(work, stored, taken, last=True)
    return True


def _next_size(size: int, seconds: float) -> int:
    """So many rows that others wait about a second for their turn to write, however costly one row is."""
    return max(1, min(BATCH, 4 * size, int(size * BATCH_SECONDS / max(seconds, 0.001))))


async def _apply(work: Work, seen: Any, taken: Sequence[tuple[int, int, list[str] | None]], *, last: bool) -> bool:
    """One transaction: the rows, their outcomes and the position. False when the import has moved on without us."""
    async with work.uow() as uow:
        stored = await load(uow, seen.id, lock=True)
        first = taken[0][0] if taken else stored.rows + 1
        if stored.run != seen.run or stored.done != first - 1 or not (stored.state == "running" or stored.checking):
            return False
        await act_for(uow, stored.actor)
        batch = Batch(uow, resource_of(uow, stored.resource), Plan.model_validate(stored.plan), stored.id)
        columns = stored.layout["columns"]
        items = [batch.read(number, end, cells, columns) for number, end, cells in taken]
        if stored.checking:
            await _rehearse(uow, stored, batch, items)
        else:
            await batch.run(items)
        counts = {name: getattr(stored, name) for name in ("created", "updated", "skipped", "failed")}
        for item in items:
            counts[str(item.outcome)] += 1
        await _keep_outcomes(uow, stored, items)
        changes: dict[str, Any] = {**counts, "done": stored.done + len(items)}
        if items:
            changes["position"] = items[-1].end
        if last:
            trigger = "checked" if stored.checking else "complete"
            changes |= {"state": MACHINE.next(stored.state, trigger), "checking": False}
            if not stored.checking:
                _announce(uow, stored, counts)
        await save(uow, stored.id, **changes)
    return True


def _announce(uow: UnitOfWork, stored: Any, counts: dict[str, int]) -> None:
    done = ImportCompleted(id=stored.id, resource=stored.resource, rows=stored.rows, **counts)
    type_ = f"{uow.runtime.service.name}.import.completed.v1"
    uow.emit(type_, done.model_dump(mode="json"), subject=str(stored.id))


async def _rehearse(uow: UnitOfWork, stored: Any, batch: Batch, items: Sequence[Item]) -> None:
    """The same work in a savepoint that is taken back.

    What earlier batches would have changed is not there any more, so it is brought back first: their count
    against the plan, and the records that this batch meets again.
    """
    table = uow.tables.import_rows
    hashes = {digest for item in items if (digest := key_hash(item.key))}
    met = sa.select(table.c.key_hash, table.c.before).where(
        table.c.import_id == stored.id, table.c.run == stored.run, table.c.key_hash.in_(hashes)
    )
    earlier: dict[bytes, dict[str, str]] = {}
    for row in await uow.execute(met.order_by(table.c.row)) if hashes else ():
        earlier[row.key_hash] = {**earlier.get(row.key_hash, {}), **(row.before or {})}
    try:
        async with uow.savepoint():
            again = [Item(0, 0) for _ in earlier]
            for item, values in zip(again, earlier.values(), strict=True):
                batch.fill(item, values)
            await batch.run(again)
            await _count(uow, batch, stored.created - sum(item.outcome == "created" for item in again))
            await batch.run(items)
            raise _Undo
    except _Undo:
        pass
    for item in items:
        item.before = item.values if item.key and item.outcome in {"created", "updated"} else None
        item.record_id = None if item.outcome == "created" else item.record_id
        item.version = item.version_before = None


async def _count(uow: UnitOfWork, batch: Batch, amount: int) -> None:
    """Count what earlier batches of the dry run would have created, whether or not the plan allows it."""
    table, metric = uow.tables.usage, batch.records.limit
    if metric and amount:
        key = {"workspace_id": uow.workspace_id, "metric": metric, "period": ""}
        await uow.execute(insert_ignore(uow.runtime.db.dialect, table).values(**key, used=0, version=0))
        mine = [table.c[name] == value for name, value in key.items()]
        await uow.execute(sa.update(table).where(*mine).values(used=table.c.used + amount))


async def _keep_outcomes(uow: UnitOfWork, stored: Any, items: Sequence[Item]) -> None:
    rows = [
        {
            "import_id": stored.id,
            "run": stored.run,
            "row": item.number,
            "outcome": item.outcome,
            "record_id": item.record_id,
            "code": item.code,
            "detail": item.detail,
            "key_hash": key_hash(item.key) if stored.checking else None,
            "before": item.before,
            "version_before": item.version_before,
            "version": item.version,
            "reverted": None,
        }
        for item in items
    ]
    if rows:
        await uow.flush()
        await uow.execute(sa.insert(uow.tables.import_rows), rows)


@every("1d")
async def forget_old_imports(work: Work) -> None:
    """Files and outcomes are kept 30 days after the last change; until then an import can be reverted."""
    table, rows = work.runtime.service.tables.imports, work.runtime.service.tables.import_rows
    while True:
        async with work.uow() as uow:
            old = sa.select(table.c.id).where(table.c.updated_at < work.now - KEPT).limit(20)
            ids = (await uow.execute(old)).scalars().all()
            for import_id in ids:
                await work.runtime.files.delete(file_key(import_id))
            await uow.execute(sa.delete(rows).where(rows.c.import_id.in_(ids)))
            await uow.execute(sa.delete(table).where(table.c.id.in_(ids)))
        if not ids:
            return
