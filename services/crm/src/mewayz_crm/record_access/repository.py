"""Stored record access."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.record_access.models import LimitedRole
from mewayz_crm.record_access.schemas import LimitedRoleRead
from mewayz_kit.records import Records
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork

limited_roles = Records(LimitedRole, LimitedRoleRead, entity="limited_role", tells=("created", "deleted"))


async def names_of(runtime: Runtime, workspace_id: UUID) -> frozenset[str]:
    """What these roles are called, read beside whatever transaction may be open."""
    mine = sa.select(col(LimitedRole.role)).where(col(LimitedRole.workspace_id) == workspace_id)
    async with runtime.db.read.connect() as connection:
        return frozenset((await connection.execute(mine)).scalars())


async def limited(uow: UnitOfWork, *, lock: bool = False) -> Sequence[LimitedRole]:
    """The roles that see only their own records."""
    statement = sa.select(LimitedRole).order_by(col(LimitedRole.role))
    return await uow.all(statement.with_for_update() if lock else statement)
