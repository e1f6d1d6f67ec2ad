"""What the roles may do, for whoever checks it."""

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.staff_members.rules import PATTERNS
from mewayz_identity.staff_roles.models import StaffRole
from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork


async def patterns_of(uow: UnitOfWork, role: str) -> tuple[str, ...]:
    """The permission patterns of a role; none for a role that is gone."""
    if role in PATTERNS:
        return PATTERNS[role]
    stored = await uow.scalar(sa.select(col(StaffRole.permissions)).where(col(StaffRole.key) == role))
    return tuple(stored or ())


async def demand(uow: UnitOfWork, role: str) -> None:
    """422 for a role that does not exist. It is held, so that it cannot go at the same moment."""
    if role in PATTERNS:
        return
    found = sa.select(StaffRole).where(col(StaffRole.key) == role).with_for_update()
    if await uow.scalar(found) is None:
        raise Unprocessable.field("/role", "unknown_role", "There is no such staff role.")
