"""Staff: roles and who holds them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.factors import service as factors
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members.models import StaffMember
from mewayz_identity.staff_members.rules import PATTERNS, Role
from mewayz_identity.staff_members.schemas import StaffMemberRead
from mewayz_identity.users import service as users
from mewayz_kit.errors import Conflict, NotFound
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    shown: dict[UUID, Mapping[str, Any]] = {}
    for row in rows:
        user = await users.get(uow, row["user_id"])
        enrolled = bool(await factors.enrolled(uow, user.id))
        shown[row["id"]] = {"email": user.email, "name": user.name, "mfa_enrolled": enrolled}
    return shown


RECORDS = Records(StaffMember, StaffMemberRead, entity="staff_member", extend=_about, public=False)


async def role_of(uow: UnitOfWork, user_id: UUID) -> str | None:
    """The platform role of a user, if any."""
    role: str | None = await uow.scalar(sa.select(col(StaffMember.role)).where(col(StaffMember.user_id) == user_id))
    return role


def patterns_of(role: str) -> tuple[str, ...]:
    """The permission patterns of a role."""
    return PATTERNS[role]


async def found(uow: UnitOfWork, user_id: UUID) -> None:
    """Make the first super_admin."""
    await RECORDS.create(uow, StaffMember(user_id=user_id, role="super_admin"))
    security_events.record(uow, "staff.founded", user_id=user_id)


async def join(uow: UnitOfWork, *, user_id: UUID, role: Role) -> StaffMemberRead:
    """Give a user a platform role. Sessions opened before end, since those of staff are shorter."""
    user = await users.get(uow, user_id, lock=True)
    if user.status != "active":
        raise Conflict("user_not_active", "Only an active user with a verified address can join the staff.")
    row = await RECORDS.create(uow, StaffMember(user_id=user_id, role=role))
    await sessions.revoke_all(uow, user_id, reason="staff_joined")
    security_events.record(uow, "staff.joined", user_id=user_id, role=role)
    return await RECORDS.show_one(uow, row)


async def change_role(uow: UnitOfWork, member_id: UUID, role: Role) -> StaffMemberRead:
    """Give a staff member another role; 409 `last_super_admin` if none would be left."""
    row = await _locked(uow, member_id)
    if row.role != role:
        await refuse_last(uow, row.user_id)
        async with RECORDS.changing(uow, row):
            row.role = role
        await sessions.revoke_all(uow, row.user_id, reason="staff_changed")
        await sessions.revoke_acting(uow, row.user_id)
        security_events.record(uow, "staff.role_changed", user_id=row.user_id, role=role)
    return await RECORDS.show_one(uow, row)


async def leave(uow: UnitOfWork, member_id: UUID) -> None:
    """Take the platform role away; 409 `last_super_admin` if none would be left."""
    row = await _locked(uow, member_id)
    await refuse_last(uow, row.user_id)
    await sessions.revoke_all(uow, row.user_id, reason="staff_left")
    await sessions.revoke_acting(uow, row.user_id)
    security_events.record(uow, "staff.left", user_id=row.user_id)
    await RECORDS.delete(uow, row)


async def refuse_last(uow: UnitOfWork, user_id: UUID) -> None:
    """409 `last_super_admin` when this user is the only super_admin whose account is open.

    Every super_admin row is locked, so of two who leave at the same moment one is refused.
    """
    admins = await uow.all(
        sa.select(StaffMember)
        .where(col(StaffMember.role) == "super_admin")
        .order_by(col(StaffMember.id))
        .with_for_update()
    )
    if user_id not in {admin.user_id for admin in admins}:
        return
    others = [admin.user_id for admin in admins if admin.user_id != user_id]
    for other in others:
        if (await users.get(uow, other)).status == "active":
            return
    raise Conflict("last_super_admin", "There must be at least one active super_admin.")


async def count_without_factor(uow: UnitOfWork) -> int:
    """How many staff members have no second factor, so that no staff route works for them."""
    members = (await uow.execute(sa.select(col(StaffMember.user_id)))).all()
    enrolled = [await factors.enrolled(uow, member.user_id) for member in members]
    return enrolled.count([])


async def _locked(uow: UnitOfWork, member_id: UUID) -> StaffMember:
    row = await uow.find(StaffMember, member_id, lock=True)
    if row is None:
        raise NotFound(detail="There is no staff member with this id.")
    return row
