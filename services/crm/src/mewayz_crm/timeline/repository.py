"""Stored timeline entries."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.timeline.models import TimelineEntry
from mewayz_crm.timeline.schemas import TimelineEntryRead
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

entries = Records(TimelineEntry, TimelineEntryRead, entity="timeline_entry", tells=())


async def add(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Insert lines; those that are there from an earlier delivery of the same event stay as they are."""
    table = sa.inspect(TimelineEntry).local_table
    await uow.execute(insert_ignore(uow.runtime.db.dialect, table), list(rows))


async def of(uow: UnitOfWork, subject_ids: Collection[UUID]) -> list[TimelineEntryRead]:
    """Every line of some records, oldest first."""
    statement = sa.select(TimelineEntry).where(col(TimelineEntry.subject_id).in_(subject_ids))
    return await entries.show_rows(uow, await uow.all(statement.order_by(col(TimelineEntry.at))))


async def forget(uow: UnitOfWork, subject_ids: Collection[UUID]) -> int:
    """Let the lines of some records say only what kind of thing happened, and when."""
    statement = sa.update(TimelineEntry).where(col(TimelineEntry.subject_id).in_(subject_ids))
    values = {"data": {}, "version": col(TimelineEntry.version) + 1, "updated_at": uow.now}
    done = await uow.execute(statement.values(values).execution_options(synchronize_session=False))
    return int(done.rowcount)
