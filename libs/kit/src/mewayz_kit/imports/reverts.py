"""Taking an import back: newest row first, and nothing that somebody has edited since."""

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mewayz_kit.errors import Problem
from mewayz_kit.imports.store import MACHINE, act_for, load, resource_of, save
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.resource import Resource

BATCH = 25


async def revert(work: Work, seen: Any, *, seconds: int) -> bool:
    """Take back batches, newest row first, until none is left or the slice ends."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        async with work.uow() as uow:
            stored = await load(uow, seen.id, lock=True)
            if stored.state != "reverting":
                return True
            await act_for(uow, stored.actor)
            table = uow.tables.import_rows
            changed = table.c.outcome.in_(("created", "updated")) & table.c.reverted.is_(None)
            mine = (table.c.import_id == stored.id) & (table.c.run == stored.run)
            found = sa.select(table).where(mine, changed).order_by(table.c.row.desc()).limit(BATCH)
            rows = (await uow.execute(found)).all()
            if not rows:
                if await _rest(uow, stored):
                    continue
                await save(uow, stored.id, state=MACHINE.next(stored.state, "finish"))
                return True
            counts = {"reverted": stored.reverted, "kept": stored.kept}
            versions: dict[tuple[UUID, int], int] = {}
            for row in rows:
                answer = await _take_back(uow, resource_of(uow, stored.resource), row, versions)
                counts[answer] += 1
                one = sa.update(table).where(mine, table.c.row == row.row)
                await uow.execute(one.values(reverted=answer))
            await save(uow, stored.id, **counts)
    return False


async def _rest(uow: UnitOfWork, stored: Any) -> int:
    """Take back a part of what came with the rows; answers how much."""
    take_back = resource_of(uow, stored.resource).importer.take_back
    return await take_back(uow, stored.id) if take_back else 0


async def _take_back(uow: UnitOfWork, resource: "Resource", row: Any, versions: dict[tuple[UUID, int], int]) -> str:
    """Undo one row unless its record was edited since: `reverted` or `kept`."""
    model = resource.records.model
    try:
        async with uow.savepoint():
            record: Any = await uow.find(model, row.record_id, lock=True)
            if record is None:
                return "reverted" if row.outcome == "created" else "kept"
            if record.version != versions.get((row.record_id, row.version), row.version):
                return "kept"
            if row.outcome == "created":
                await resource.on_delete(uow, record)
            elif resource.importer.restore:
                await resource.importer.restore(uow, record, row.before)
            else:
                schema = resource.update_schema
                before = {name: value for name, value in row.before.items() if name in schema.model_fields}
                await resource.on_update(uow, record, schema.model_validate(before))
            await uow.flush()
    except (Problem, IntegrityError) as error:
        if isinstance(error, Problem) and error.status >= 500:
            raise
        return "kept"
    if row.outcome == "updated":
        # An earlier row of this file may have changed the same record: to it, this is the version it left.
        versions[row.record_id, row.version_before] = record.version
        table = uow.tables.import_rows
        same = (table.c.import_id == row.import_id) & (table.c.run == row.run)
        same &= (table.c.record_id == row.record_id) & (table.c.version == row.version_before)
        await uow.execute(sa.update(table).where(same).values(version=record.version))
    return "reverted"
