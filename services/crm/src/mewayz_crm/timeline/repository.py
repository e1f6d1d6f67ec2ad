"""Stored timeline entries."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

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
