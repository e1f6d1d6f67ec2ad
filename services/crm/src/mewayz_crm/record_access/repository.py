"""Stored record access."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.record_access.models import LimitedRole
from mewayz_crm.record_access.schemas import LimitedRoleRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

limited_roles = Records(LimitedRole, LimitedRoleRead, entity="limited_role", tells=("created", "deleted"))


async def limited(uow: UnitOfWork, *, lock: bool = False) -> Sequence[LimitedRole]:
    """The roles that see only their own records."""
    statement = sa.select(LimitedRole).order_by(col(LimitedRole.role))
    return await uow.all(statement.with_for_update() if lock else statement)
