"""Stored duplicate sets."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.base import SUBJECTS, model_of
from mewayz_crm.duplicate_sets.models import DuplicateCandidate, DuplicateSet
from mewayz_crm.duplicate_sets.rules import DUPLICATE_SET
from mewayz_crm.duplicate_sets.schemas import DuplicateSetRead
from mewayz_kit.holding import OPEN
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


async def _members(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """The records of a page of sets, with their names."""
    found: dict[UUID, dict[str, Any]] = {row["id"]: {"records": []} for row in rows}
    for kind in {row["kind"] for row in rows}:
        model = model_of(SUBJECTS[kind])
        statement = (
            sa.select(col(DuplicateCandidate.set_id), model.id, model.name)
            .join(model, model.id == DuplicateCandidate.record_id)
            .where(col(DuplicateCandidate.set_id).in_([row["id"] for row in rows if row["kind"] == kind]))
            .where(model.deleted_at.is_(None))
            .order_by(model.id)
        )
        for set_id, record_id, name in await uow.execute(statement):
            found[set_id]["records"].append({"id": record_id, "name": name})
    return found


sets = Records(DuplicateSet, DuplicateSetRead, entity="duplicate_set", extend=_members, tells=())


async def keep(uow: UnitOfWork, *, kind: str, reason: str, found: Mapping[str, Collection[UUID]]) -> None:
    """Store what one batch of a scan found. A dismissed set opens again when somebody has joined it."""
    if not found:
        return
    statement = sa.select(DuplicateSet).where(
        col(DuplicateSet.kind) == kind, col(DuplicateSet.reason) == reason, col(DuplicateSet.key).in_(found)
    )
    known = {row.key: row for row in await uow.all(statement.with_for_update())}
    for key in sorted(found.keys() - known.keys()):
        known[key] = uow.add(DuplicateSet(kind=kind, reason=reason, key=key))
    await uow.flush()
    stored = await _candidates(uow, [row.id for row in known.values()])
    for key, row in known.items():
        new = set(found[key]) - stored.get(row.id, set())
        uow.session.add_all(DuplicateCandidate(set_id=row.id, record_id=one) for one in sorted(new))
        await _leave(uow, row.id, stored.get(row.id, set()) - set(found[key]))
        if new and row.status == "dismissed":
            DUPLICATE_SET.demand(row, "find")
    await uow.flush()


async def drop_stale(
    uow: UnitOfWork, *, kind: str, reason: str, after: str, until: str | None, found: Collection[str]
) -> None:
    """Remove the sets between two keys of a scan that it did not find again: their records have changed."""
    key = col(DuplicateSet.key)
    statement = sa.select(DuplicateSet).where(
        col(DuplicateSet.kind) == kind, col(DuplicateSet.reason) == reason, key > after, key.not_in(found)
    )
    for row in await uow.all(statement if until is None else statement.where(key <= until)):
        await drop(uow, row)


async def _candidates(uow: UnitOfWork, set_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    statement = sa.select(col(DuplicateCandidate.set_id), col(DuplicateCandidate.record_id))
    found: dict[UUID, set[UUID]] = {}
    for set_id, record_id in await uow.execute(statement.where(col(DuplicateCandidate.set_id).in_(set_ids))):
        found.setdefault(set_id, set()).add(record_id)
    return found


async def _leave(uow: UnitOfWork, set_id: UUID, record_ids: Collection[UUID]) -> None:
    if record_ids:
        here = col(DuplicateCandidate.set_id) == set_id
        await uow.execute(sa.delete(DuplicateCandidate).where(here, col(DuplicateCandidate.record_id).in_(record_ids)))


async def drop_record(uow: UnitOfWork, record_id: UUID) -> None:
    """Take a record that is gone out of its sets; a set of one is none."""
    mine = sa.select(col(DuplicateCandidate.set_id)).where(col(DuplicateCandidate.record_id) == record_id)
    for set_id in sorted(await uow.all(mine)):
        row = await uow.find(DuplicateSet, set_id, lock=True)
        await _leave(uow, set_id, [record_id])
        left = sa.select(sa.func.count()).select_from(DuplicateCandidate)
        if row is not None and await uow.scalar(left.where(col(DuplicateCandidate.set_id) == set_id)) < 2:
            await drop(uow, row)


async def drop(uow: UnitOfWork, row: DuplicateSet) -> None:
    """Remove a set."""
    await uow.execute(sa.delete(DuplicateCandidate).where(col(DuplicateCandidate.set_id) == row.id))
    await uow.session.delete(row)
    await uow.flush()


async def workspaces(uow: UnitOfWork) -> Sequence[UUID]:
    """Every workspace that is open."""
    table = uow.tables.workspaces
    found: Sequence[UUID] = await uow.all(
        sa.select(table.c.workspace_id).where(table.c.status.in_(OPEN)).order_by(table.c.workspace_id)
    )
    return found
