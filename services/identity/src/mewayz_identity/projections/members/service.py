"""Keeping and reading memberships."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_identity.projections.members.models import Membership
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork

TABLE: sa.Table = Membership.__table__
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


async def keep(
    uow: UnitOfWork, *, workspace_id: UUID, user_id: UUID, status: str, role: str | None, as_of: datetime
) -> bool:
    """Write what an event says, unless a newer one has been here; answers whether it was written."""
    # The row is made older than any event, so that the conditional update below writes the first one as well.
    key = {"workspace_id": workspace_id, "user_id": user_id, "role": "", "status": "unknown"}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, TABLE).values(**key, as_of=NEVER))
    values = {"status": status, "as_of": as_of} | ({"role": role} if role else {})
    written = await uow.execute(
        sa.update(TABLE)
        .where(TABLE.c.workspace_id == workspace_id, TABLE.c.user_id == user_id, TABLE.c.as_of <= as_of)
        .values(**values)
    )
    return bool(written.rowcount)


async def is_active(uow: UnitOfWork, *, workspace_id: UUID, user_id: UUID) -> bool:
    """Whether the person is a member who is neither suspended nor removed."""
    status = await uow.scalar(
        sa.select(TABLE.c.status).where(TABLE.c.workspace_id == workspace_id, TABLE.c.user_id == user_id)
    )
    return bool(status == "active")


async def has_any(uow: UnitOfWork, user_id: UUID) -> bool:
    """Whether the person belongs to any workspace."""
    found = sa.select(sa.func.count()).select_from(TABLE)
    return bool(await uow.scalar(found.where(TABLE.c.user_id == user_id, TABLE.c.status != "removed")))


async def forget(uow: UnitOfWork, user_id: UUID) -> int:
    """The person belongs nowhere any more."""
    return int((await uow.execute(sa.delete(TABLE).where(TABLE.c.user_id == user_id))).rowcount)


async def rows_of(uow: UnitOfWork, user_id: UUID) -> list[dict[str, Any]]:
    """The memberships of a person."""
    rows = await uow.execute(sa.select(TABLE).where(TABLE.c.user_id == user_id))
    return [dict(row) for row in rows.mappings()]
