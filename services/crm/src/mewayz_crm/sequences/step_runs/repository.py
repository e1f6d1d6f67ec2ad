"""Stored step runs."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.sequences.step_runs.models import StepRun
from mewayz_crm.sequences.step_runs.schemas import StepRunRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

runs = Records(StepRun, StepRunRead, entity="step_run", tells=())


async def times(uow: UnitOfWork, enrolment_id: UUID, step: str, outcome: str) -> int:
    """How often a step of an enrolment came out so."""
    mine = (col(StepRun.enrolment_id) == enrolment_id, col(StepRun.step) == step, col(StepRun.outcome) == outcome)
    return int(await uow.scalar(sa.select(sa.func.count(col(StepRun.id))).where(*mine)))
