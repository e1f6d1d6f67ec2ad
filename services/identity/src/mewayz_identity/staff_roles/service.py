"""Changing staff roles. Only a super_admin does, and whoever holds a changed role signs in again."""

from mewayz_identity.security_events import service as security_events
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.staff_roles.models import StaffRole
from mewayz_identity.staff_roles.schemas import StaffRoleCreate, StaffRoleRead, StaffRoleUpdate
from mewayz_kit.errors import Conflict
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

RECORDS = Records(StaffRole, StaffRoleRead, entity="staff_role", public=False)


async def create(uow: UnitOfWork, data: StaffRoleCreate) -> StaffRole:
    """Make a role; 409 `role_exists`."""
    await staff_members.refuse_weaker(uow)
    row = await RECORDS.create(uow, data)
    security_events.record(uow, "staff_role.created", user_id=None, role=row.key, permissions=row.permissions)
    return row


async def update(uow: UnitOfWork, row: StaffRole, patch: StaffRoleUpdate) -> StaffRole:
    """Change a role; the sessions of its holders end, since their tokens say what they could do before."""
    await staff_members.refuse_weaker(uow)
    before = list(row.permissions)
    row = await RECORDS.update(uow, row, patch)
    if row.permissions != before:
        for user_id in await staff_members.holders(uow, row.key):
            await staff_members.end_sessions(uow, user_id, reason="staff_changed")
    security_events.record(uow, "staff_role.changed", user_id=None, role=row.key, permissions=row.permissions)
    return row


async def delete(uow: UnitOfWork, row: StaffRole) -> None:
    """Remove a role that nobody has; 409 `role_in_use`."""
    await staff_members.refuse_weaker(uow)
    if await staff_members.holders(uow, row.key):
        raise Conflict("role_in_use", "Staff members have this role; give them another one first.")
    await RECORDS.delete(uow, row)
    security_events.record(uow, "staff_role.deleted", user_id=None, role=row.key)
