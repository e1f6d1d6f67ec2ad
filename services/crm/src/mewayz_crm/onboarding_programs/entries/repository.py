"""Stored onboarding entries."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.onboarding_programs.entries.models import OnboardingEntry
from mewayz_crm.onboarding_programs.entries.rules import ENDED
from mewayz_crm.onboarding_programs.entries.schemas import EntryRead
from mewayz_crm.onboarding_programs.models import OnboardingProgram
from mewayz_kit.ids import new_id
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

entries = Records(OnboardingEntry, EntryRead, entity="onboarding_entry", tells=())
Where = sa.ColumnElement[bool]


async def of_user(uow: UnitOfWork, program_id: UUID, user_id: UUID) -> OnboardingEntry | None:
    """The entry of a person in a program."""
    found: OnboardingEntry | None = await uow.scalar(_of(program_id, user_id))
    return found


async def hold(uow: UnitOfWork, program_id: UUID, user_id: UUID) -> tuple[OnboardingEntry, bool]:
    """The entry of a person in a program, held, and whether it was made just now; of two at once, one makes it."""
    row = {"id": new_id(), "version": 1, "created_at": uow.now, "updated_at": uow.now, "state": "started"}
    mine = {"workspace_id": uow.workspace_id, "program_id": program_id, "user_id": user_id}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, OnboardingEntry).values(**row, **mine))
    found: OnboardingEntry = await uow.scalar(_of(program_id, user_id).with_for_update())
    return found, found.id == row["id"]


async def where_they_are(uow: UnitOfWork, *where: Where) -> Sequence[tuple[UUID, UUID]]:
    """Entries with their workspaces, whosever they are."""
    columns = col(OnboardingEntry.id), col(OnboardingEntry.workspace_id)
    with uow.unscoped("what people do elsewhere says nothing of the workspace that sees them in"):
        found = await uow.execute(sa.select(*columns).where(*where))
        return [(entry_id, workspace_id) for entry_id, workspace_id in found]


async def without_sequence(
    uow: UnitOfWork, contact_id: UUID, *programs: Where
) -> Sequence[tuple[OnboardingEntry, OnboardingProgram]]:
    """The entries of a contact that have not begun the sequence of such a program, held."""
    mine = sa.select(OnboardingEntry, OnboardingProgram).join(
        OnboardingProgram, col(OnboardingProgram.id) == col(OnboardingEntry.program_id)
    )
    open_ = mine.where(
        col(OnboardingEntry.contact_id) == contact_id,
        col(OnboardingEntry.state) == "claimed",
        col(OnboardingEntry.sequence_at).is_(None),
        *programs,
    )
    held = open_.order_by(col(OnboardingEntry.id)).with_for_update(of=OnboardingEntry)
    rows = await uow.execute(held.execution_options(populate_existing=True))
    return [(entry, program) for entry, program in rows]


async def end(uow: UnitOfWork, contact_ids: Collection[UUID]) -> int:
    """The people behind these contacts are erased: they are in no program, and no import brings them back."""
    mine = sa.update(OnboardingEntry).where(col(OnboardingEntry.contact_id).in_(contact_ids))
    raised = {"version": col(OnboardingEntry.version) + 1, "updated_at": uow.now}
    change = mine.values(**raised, state=ENDED, contact_id=None)
    return int((await uow.execute(change.execution_options(synchronize_session=False))).rowcount)


async def delete_user(uow: UnitOfWork, user_id: UUID) -> int:
    """Delete every entry of a person, in every workspace."""
    with uow.unscoped("a person leaves every workspace, and is named in the statement"):
        gone = sa.delete(OnboardingEntry).where(col(OnboardingEntry.user_id) == user_id)
        return int((await uow.execute(gone)).rowcount)


def _of(program_id: UUID, user_id: UUID) -> Any:
    mine = (col(OnboardingEntry.program_id) == program_id) & (col(OnboardingEntry.user_id) == user_id)
    return sa.select(OnboardingEntry).where(mine).execution_options(populate_existing=True)
