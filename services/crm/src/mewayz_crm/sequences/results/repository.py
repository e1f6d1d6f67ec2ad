"""What results are summed up from."""

from collections.abc import Sequence as Rows
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.messages.models import Message
from mewayz_crm.sequences.enrolments.models import SequenceEnrolment
from mewayz_crm.sequences.step_runs.models import StepRun
from mewayz_kit.uow import UnitOfWork

Enrolment: Any = SequenceEnrolment
Mail: Any = Message
Run: Any = StepRun


async def enrolments_by(uow: UnitOfWork, sequence_id: UUID) -> Rows[Any]:
    """How many enrolments there are by state and reason."""
    columns = (Enrolment.state, Enrolment.reason)
    counted = sa.select(*columns, sa.func.count(Enrolment.id).label("number"))
    found = await uow.execute(counted.where(Enrolment.sequence_id == sequence_id).group_by(*columns))
    return list(found.all())


async def mails_by(uow: UnitOfWork, sequence_id: UUID) -> Rows[Any]:
    """How many mails there are by step, state and reason."""
    columns = (Mail.step_id, Mail.state, Mail.error)
    counted = sa.select(*columns, sa.func.count(Mail.id).label("number"))
    mine = counted.join(Enrolment, Enrolment.id == Mail.enrolment_id).where(Enrolment.sequence_id == sequence_id)
    return list((await uow.execute(mine.group_by(*columns))).all())


async def steps_that_mailed(uow: UnitOfWork, sequence_id: UUID) -> Rows[str]:
    """The keys of steps that were done as mails, in whatever version."""
    mine = sa.select(Run.step).where(Run.sequence_id == sequence_id, Run.type == "mail")
    return await uow.all(mine.distinct().order_by(Run.step))
