"""Stored enrolments. Whoever writes one in a larger transaction does it last, so that none can wait for each other."""

from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.enrolments.schemas import EnrolmentRead
from mewayz_crm.sequences.models import Sequence
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

enrolments = Records(SequenceEnrolment, EnrolmentRead, entity="sequence_enrolment", tells=())
LIVE = col(SequenceEnrolment.live).is_(True)


async def change(uow: UnitOfWork, enrolment_id: UUID, *where: Any, **values: Any) -> bool:
    """One conditional update of one row; whether it held."""
    raised = {"version": col(SequenceEnrolment.version) + 1, "updated_at": uow.now}
    statement = sa.update(SequenceEnrolment).where(col(SequenceEnrolment.id) == enrolment_id, *where)
    done = await uow.execute(statement.values(**raised, **values).execution_options(synchronize_session=False))
    return bool(done.rowcount)


async def go_on(
    uow: UnitOfWork, row: SequenceEnrolment, *where: Any, to: str | None, due_at: datetime | None, **values: Any
) -> bool:
    """Let an enrolment go on from the step it stands at, if it still does, is active, and so is its sequence: of two
    workers at one step, one moves it."""
    running = sa.select(sa.literal(1)).where(
        col(Sequence.id) == SequenceEnrolment.sequence_id,
        col(Sequence.state) == "active",
        col(Sequence.deleted_at).is_(None),
    )
    here = (
        col(SequenceEnrolment.visit) == row.visit,
        col(SequenceEnrolment.state) == "active",
        running.correlate(SequenceEnrolment).exists(),
    )
    values |= {"visit": row.visit + 1, "step": to, "due_at": due_at}
    return await change(uow, row.id, *here, *where, **values)


async def put_off(uow: UnitOfWork, row: SequenceEnrolment, moment: datetime) -> bool:
    """Let the step at which an enrolment stands be due later; whether it still stands there."""
    here = (col(SequenceEnrolment.visit) == row.visit, col(SequenceEnrolment.state) == "active")
    return await change(uow, row.id, *here, due_at=moment)


async def latest(uow: UnitOfWork, sequence_id: UUID, contact_id: UUID) -> SequenceEnrolment | None:
    """The latest time that a contact was in a sequence."""
    mine = sa.select(SequenceEnrolment).where(
        col(SequenceEnrolment.sequence_id) == sequence_id, col(SequenceEnrolment.contact_id) == contact_id
    )
    statement = mine.order_by(col(SequenceEnrolment.run_no).desc()).limit(1)
    found: SequenceEnrolment | None = await uow.scalar(statement.execution_options(populate_existing=True))
    return found


async def live(uow: UnitOfWork, *where: Any, limit: int | None = None) -> list[tuple[SequenceEnrolment, str]]:
    """The enrolments that are not over, with the names of their sequences, in one order."""
    statement = sa.select(SequenceEnrolment, col(Sequence.name)).join(
        Sequence, col(Sequence.id) == SequenceEnrolment.sequence_id
    )
    statement = statement.where(LIVE, *where).order_by(col(SequenceEnrolment.id)).limit(limit)
    rows = await uow.execute(statement.execution_options(populate_existing=True))
    return [(row[0], row[1]) for row in rows]


async def of_contacts(uow: UnitOfWork, contact_ids: Rows[UUID]) -> Rows[SequenceEnrolment]:
    """Every enrolment of some contacts, newest first."""
    mine = sa.select(SequenceEnrolment).where(col(SequenceEnrolment.contact_id).in_(contact_ids))
    return await uow.all(mine.order_by(col(SequenceEnrolment.id).desc()))
