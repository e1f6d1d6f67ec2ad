"""Stored onboarding programs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.onboarding_programs.entries.models import OnboardingEntry
from mewayz_crm.onboarding_programs.models import OnboardingProgram
from mewayz_crm.onboarding_programs.schemas import ProgramRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


async def _progress(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, dict[str, Any]]:
    program_id = col(OnboardingEntry.program_id)
    counted = sa.select(
        program_id,
        sa.func.count(),
        sa.func.count(col(OnboardingEntry.claimed_at)),
        sa.func.count(col(OnboardingEntry.completed_at)),
    )
    mine = counted.where(program_id.in_([row["id"] for row in rows])).group_by(program_id)
    found = {row["id"]: {"people": 0, "claimed": 0, "completed": 0} for row in rows}
    for one, people, claimed, completed in (await uow.execute(mine)).all():
        found[one] = {"people": people, "claimed": claimed, "completed": completed}
    return found


programs = Records(OnboardingProgram, ProgramRead, entity="onboarding_program", extend=_progress)


async def of_segments(uow: UnitOfWork, segments: Sequence[str]) -> Sequence[tuple[UUID, UUID]]:
    """The programs of these segments with their workspaces, whosever they are."""
    columns = col(OnboardingProgram.id), col(OnboardingProgram.workspace_id)
    with uow.unscoped("a segment is a word of the platform, and says whose program it is"):
        found = await uow.execute(sa.select(*columns).where(col(OnboardingProgram.segment).in_(segments)))
        return [(program_id, workspace_id) for program_id, workspace_id in found]
