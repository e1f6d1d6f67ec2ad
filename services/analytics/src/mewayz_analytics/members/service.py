"""Use-cases of the membership read-model."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_analytics.members.models import Member
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork

M: Any = Member
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


async def keep(uow: UnitOfWork, *, user_id: UUID, active: bool, as_of: datetime) -> None:
    """Remember whether a person is active here; an older event never overwrites a newer one."""
    blank = {"workspace_id": uow.workspace_id, "user_id": user_id, "active": False, "as_of": NEVER}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Member).values(**blank))
    await uow.execute(sa.update(M).where(M.user_id == user_id, M.as_of < as_of).values(active=active, as_of=as_of))


async def workspaces_of(uow: UnitOfWork, user_id: UUID, *, active: bool = True) -> Sequence[UUID]:
    """The workspaces in which a person is active now or, with `active=False`, has ever been."""
    statement = sa.select(M.workspace_id).where(M.user_id == user_id)
    if active:
        statement = statement.where(M.active.is_(True))
    with uow.unscoped("an event of a person counts in each of their workspaces"):
        found: Sequence[UUID] = await uow.all(statement)
    return found


async def forget(uow: UnitOfWork, user_id: UUID) -> int:
    """Remove a person from the read-model; answers from how many workspaces."""
    with uow.unscoped("a person is erased everywhere"):
        gone = await uow.execute(sa.delete(M).where(M.user_id == user_id))
    return int(gone.rowcount)
