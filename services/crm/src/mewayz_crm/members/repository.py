"""Stored members."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.members.models import Member
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork

LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00Z")


async def keep(uow: UnitOfWork, *, user_id: UUID, status: str, as_of: datetime) -> bool:
    """Write what an event says, unless a newer one was heard; answers whether it was written."""
    first = {"user_id": user_id, "workspace_id": uow.workspace_id, "status": "active", "as_of": LONG_AGO}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Member).values(**first))
    newer = sa.update(Member).where(col(Member.user_id) == user_id, col(Member.as_of) < as_of)
    return bool((await uow.execute(newer.values(status=status, as_of=as_of))).rowcount)


async def away(uow: UnitOfWork, user_ids: Collection[UUID]) -> set[UUID]:
    """Those of `user_ids` who cannot look after anything now."""
    statement = sa.select(col(Member.user_id)).where(col(Member.user_id).in_(user_ids), col(Member.status) != "active")
    return set(await uow.all(statement))
