"""Keeping and reading memberships."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import delete, update
from mewayz_identity.projections.members.models import Membership
from mewayz_kit.portable import insert_ignore
from mewayz_kit.tombstones import is_erased
from mewayz_kit.uow import UnitOfWork

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


async def keep(
    uow: UnitOfWork, *, workspace_id: UUID, user_id: UUID, status: str, role: str | None, as_of: datetime
) -> bool:
    """Write what an event says, unless a newer one has been here; answers whether it was written."""
    if await is_erased(uow, "user", user_id):
        return False
    # The row is made older than any event, so that the conditional update below writes the first one as well.
    key = {"workspace_id": workspace_id, "user_id": user_id, "role": "", "status": "unknown"}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Membership).values(**key, as_of=NEVER))
    values = {"status": status, "as_of": as_of} | ({"role": role} if role else {})
    written = await uow.execute(
        update(Membership)
        .where(
            col(Membership.workspace_id) == workspace_id,
            col(Membership.user_id) == user_id,
            col(Membership.as_of) <= as_of,
        )
        .values(**values)
    )
    return bool(written.rowcount)


async def is_active(uow: UnitOfWork, *, workspace_id: UUID, user_id: UUID) -> bool:
    """Whether the person is a member who is neither suspended nor removed."""
    status = await uow.scalar(
        sa.select(col(Membership.status)).where(
            col(Membership.workspace_id) == workspace_id, col(Membership.user_id) == user_id
        )
    )
    return bool(status == "active")


async def has_any(uow: UnitOfWork, user_id: UUID) -> bool:
    """Whether the person belongs to any workspace."""
    found = sa.select(sa.func.count()).select_from(Membership)
    return bool(await uow.scalar(found.where(col(Membership.user_id) == user_id, col(Membership.status) != "removed")))


async def forget(uow: UnitOfWork, user_id: UUID) -> int:
    """The person belongs nowhere any more."""
    return int((await uow.execute(delete(Membership).where(col(Membership.user_id) == user_id))).rowcount)


async def rows_of(uow: UnitOfWork, user_id: UUID) -> list[dict[str, Any]]:
    """The memberships of a person."""
    rows = await uow.all(sa.select(Membership).where(col(Membership.user_id) == user_id))
    return [row.model_dump() for row in rows]
