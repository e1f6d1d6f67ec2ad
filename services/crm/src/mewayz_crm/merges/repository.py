"""Stored merges, and how everything that refers to a record comes to refer to another."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from mewayz_crm.base import SUBJECTS, model_of
from mewayz_crm.merges.models import Merge
from mewayz_crm.merges.references import Reference
from mewayz_crm.merges.schemas import MergeRead, Moved
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

merges = Records(Merge, MergeRead, entity="merge", tells=())
CHUNK = 200
UNWATCHED = {"synchronize_session": False}
"""The rows are moved behind the back of the session, which is told afterwards (`forget`)."""


async def of_merged(uow: UnitOfWork, merged_ids: Collection[UUID]) -> dict[UUID, Merge]:
    """The merges by which these records went into others."""
    with uow.scope.seeing_all("a record is merged for everybody"):
        rows = await uow.all(sa.select(Merge).where(col(Merge.merged_id).in_(merged_ids)))
    return {row.merged_id: row for row in rows}


async def redirect(uow: UnitOfWork, merged_id: UUID, survivor_id: UUID) -> None:
    """What went into the merged record before is with the survivor now."""
    statement = sa.update(Merge).where(col(Merge.merged_into_id) == merged_id)
    values = {"merged_into_id": survivor_id, "version": col(Merge.version) + 1, "updated_at": uow.now}
    await uow.execute(statement.values(values).execution_options(**UNWATCHED))


async def locked(uow: UnitOfWork, model: type[Any], ids: Collection[UUID]) -> dict[UUID, Any]:
    """These records, deleted ones too, held in the order of their keys, so that two merges cannot wait for each
    other."""
    statement = sa.select(model).where(model.id.in_(ids)).order_by(model.id).with_for_update()
    return {row.id: row for row in await uow.all(statement.execution_options(populate_existing=True))}


def forget(uow: UnitOfWork, keep: Collection[Any]) -> None:
    """Let the session read everything but `keep` again."""
    for row in list(uow.session.identity_map.values()):
        if not any(row is kept for kept in keep):
            uow.session.expunge(row)


async def move(uow: UnitOfWork, reference: Reference, kind: str, merged_id: UUID, survivor_id: UUID) -> Moved:
    """Point the rows of one relation at the survivor; one that would be there twice is absorbed."""
    await _raise_version(uow, reference, merged_id)
    absorbed = 0
    for key in reference.keys:
        absorbed += await _absorb(uow, reference, key, merged_id, survivor_id)
    model = reference.model
    values: dict[str, Any] = {reference.column: survivor_id}
    if hasattr(model, "version"):
        values |= {"version": model.version + 1, "updated_at": uow.now}
    statement = sa.update(model).where(_mine(reference, model, merged_id, kind)).values(values)
    moved = await uow.execute(statement.execution_options(**UNWATCHED))
    return Moved(moved=moved.rowcount, absorbed=absorbed)


def _mine(reference: Reference, model: Any, record_id: UUID, kind: str) -> sa.ColumnElement[bool]:
    mine: sa.ColumnElement[bool] = getattr(model, reference.column) == record_id
    return mine & (getattr(model, reference.kind_column) == kind) if reference.kind_column else mine


async def _absorb(uow: UnitOfWork, reference: Reference, key: Sequence[str], merged_id: UUID, survivor_id: UUID) -> int:
    """Remove the rows whose like the survivor has. NULL is like nothing, as in the unique key itself."""
    model: Any = reference.model
    theirs = aliased(model)
    identity = [column.key for column in sa.inspect(model).primary_key]
    like = [getattr(theirs, name) == getattr(model, name) for name in key]
    statement = (
        sa.select(*(getattr(model, name) for name in identity))
        .join(theirs, sa.and_(getattr(theirs, reference.column) == survivor_id, *like))
        .where(getattr(model, reference.column) == merged_id)
    )
    twice = [tuple(row) for row in await uow.execute(statement)]
    for start in range(0, len(twice), CHUNK):
        these = sa.or_(*(_is(model, identity, one) for one in twice[start : start + CHUNK]))
        await uow.execute(sa.delete(model).where(these).execution_options(**UNWATCHED))
    if hasattr(model, "counted_in"):
        await _count_down(uow, model, [dict(zip(identity, one, strict=True)) for one in twice])
    return len(twice)


async def _count_down(uow: UnitOfWork, model: Any, gone: Sequence[Mapping[str, Any]]) -> None:
    """Who counts these rows has one less of each, in the order of the keys, as whoever else counts."""
    table, column, counter = model.counted_in
    parent = model_of(table)
    values = {counter: getattr(parent, counter) - 1, "version": parent.version + 1}
    for one in sorted(row[column] for row in gone):
        await uow.execute(sa.update(parent).where(parent.id == one).values(values).execution_options(**UNWATCHED))


def _is(model: Any, identity: Sequence[str], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(getattr(model, name) == value for name, value in zip(identity, values, strict=True)))


async def _raise_version(uow: UnitOfWork, reference: Reference, merged_id: UUID) -> None:
    """The answer of the record on the other side names the survivor from now on: its ETag must change."""
    if reference.shown_by is None:
        return
    link: Any = reference.model
    [key] = getattr(link, reference.shown_by).property.columns[0].foreign_keys
    parent = model_of(key.column.table.name)
    shown = sa.select(getattr(link, reference.shown_by)).where(getattr(link, reference.column) == merged_id)
    ids = await uow.all(shown)
    for start in range(0, len(ids), CHUNK):
        statement = sa.update(parent).where(parent.id.in_(ids[start : start + CHUNK]))
        values = {"version": parent.version + 1, "updated_at": uow.now}
        await uow.execute(statement.values(values).execution_options(**UNWATCHED))


async def live(uow: UnitOfWork, kind: str, record_id: UUID) -> bool:
    """Whether the caller sees a live record of this id."""
    return await uow.find(model_of(SUBJECTS[kind]), record_id) is not None


async def into(uow: UnitOfWork, record_ids: Collection[UUID]) -> Sequence[Merge]:
    """The merges that ended in these records."""
    return await uow.all(sa.select(Merge).where(col(Merge.merged_into_id).in_(record_ids)).order_by(col(Merge.id)))
