"""Staff: roles and who holds them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import page_url
from mewayz_identity.factors import service as factors
from mewayz_identity.mails import service as mails
from mewayz_identity.policy import policy_of
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members.models import StaffMember
from mewayz_identity.staff_members.rules import SUPER_ADMIN
from mewayz_identity.staff_members.schemas import StaffMemberCreate, StaffMemberRead, StaffMemberUpdate
from mewayz_identity.staff_roles import catalogue as staff_roles
from mewayz_identity.users import service as users
from mewayz_kit.errors import Conflict, Forbidden, NotFound
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    shown: dict[UUID, Mapping[str, Any]] = {}
    for row in rows:
        user = await users.get(uow, row["user_id"])
        shown[row["id"]] = {
            "email": user.email,
            "name": user.name,
            "mfa_enrolled": bool(await factors.enrolled(uow, user.id)),
            "allowed_ips": row["allowed_ips"] or [],
        }
    return shown


RECORDS = Records(StaffMember, StaffMemberRead, entity="staff_member", extend=_about, public=False)


async def role_of(uow: UnitOfWork, user_id: UUID) -> str | None:
    """The platform role of a user, if any."""
    role: str | None = await uow.scalar(sa.select(col(StaffMember.role)).where(col(StaffMember.user_id) == user_id))
    return role


async def powers_of(uow: UnitOfWork, user_id: UUID) -> tuple[list[str], list[str]] | None:
    """Permission patterns of a staff member, and the networks they work from; None for everybody else."""
    member = await uow.scalar(sa.select(StaffMember).where(col(StaffMember.user_id) == user_id))
    if member is None:
        return None
    networks = member.allowed_ips or (await policy_of(uow.runtime)).staff_allowed_ips
    return list(await staff_roles.patterns_of(uow, member.role)), list(networks)


async def holders(uow: UnitOfWork, role: str) -> list[UUID]:
    """Who has a role."""
    return list(await uow.all(sa.select(col(StaffMember.user_id)).where(col(StaffMember.role) == role)))


async def refuse_weaker(uow: UnitOfWork) -> None:
    """403 `not_super_admin`: whoever could hand out roles without having them all could take any."""
    if await role_of(uow, uow.user_id) != SUPER_ADMIN:
        raise Forbidden("not_super_admin", "Only a super_admin decides who may do what.")


async def end_sessions(uow: UnitOfWork, user_id: UUID, *, reason: str) -> None:
    """What the person may do has changed: the tokens that say otherwise stop."""
    await sessions.revoke_all(uow, user_id, reason=reason)
    await sessions.revoke_acting(uow, user_id)


async def found(uow: UnitOfWork, user_id: UUID) -> None:
    """Make the first super_admin."""
    await RECORDS.create(uow, StaffMember(user_id=user_id, role=SUPER_ADMIN))
    security_events.record(uow, "staff.founded", user_id=user_id)


async def join(uow: UnitOfWork, data: StaffMemberCreate) -> StaffMemberRead:
    """Give a user a platform role. Sessions opened before end, since those of staff are shorter."""
    await refuse_weaker(uow)
    await staff_roles.demand(uow, data.role)
    user = await users.get(uow, data.user_id, lock=True)
    if user.status != "active":
        raise Conflict("user_not_active", "Only an active user with a verified address can join the staff.")
    row = await RECORDS.create(uow, StaffMember(user_id=user.id, role=data.role, allowed_ips=data.allowed_ips))
    await sessions.revoke_all(uow, user.id, reason="staff_joined")
    security_events.record(uow, "staff.joined", user_id=user.id, role=data.role)
    return await RECORDS.show_one(uow, row)


async def update(uow: UnitOfWork, member_id: UUID, patch: StaffMemberUpdate) -> StaffMemberRead:
    """Another role or other networks; 409 `last_super_admin` if none would be left."""
    await refuse_weaker(uow)
    row, values = await _locked(uow, member_id), given(patch)
    values = {name: value for name, value in values.items() if value != getattr(row, name)}
    if "role" in values:
        await staff_roles.demand(uow, values["role"])
        await refuse_last(uow, row.user_id)
    if values:
        async with RECORDS.changing(uow, row):
            for name, value in values.items():
                setattr(row, name, value)
        await end_sessions(uow, row.user_id, reason="staff_changed")
        security_events.record(uow, "staff.changed", user_id=row.user_id, **values)
    return await RECORDS.show_one(uow, row)


async def leave(uow: UnitOfWork, member_id: UUID) -> None:
    """Take the platform role away; 409 `last_super_admin` if none would be left."""
    await refuse_weaker(uow)
    row = await _locked(uow, member_id)
    await refuse_last(uow, row.user_id)
    await end_sessions(uow, row.user_id, reason="staff_left")
    security_events.record(uow, "staff.left", user_id=row.user_id)
    await RECORDS.delete(uow, row)


async def refuse_last(uow: UnitOfWork, user_id: UUID) -> None:
    """409 `last_super_admin` when this user is the only super_admin whose account is open.

    Every super_admin row is locked, so of two who leave at the same moment one is refused.
    """
    admins = await uow.all(
        sa.select(StaffMember)
        .where(col(StaffMember.role) == SUPER_ADMIN)
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


async def remind_without_factor(uow: UnitOfWork) -> None:
    """Tell staff members without a second factor, and note it in the log."""
    for user_id in await uow.all(sa.select(col(StaffMember.user_id))):
        if not await factors.enrolled(uow, user_id):
            user = await users.get(uow, user_id)
            security_events.record(uow, "staff.without_factor", user_id=user_id, outcome="failed")
            mails.notice(uow, "staff_without_factor", user, link=page_url(uow.runtime, "/settings/security"))


async def _locked(uow: UnitOfWork, member_id: UUID) -> StaffMember:
    row = await uow.find(StaffMember, member_id, lock=True)
    if row is None:
        raise NotFound(detail="There is no staff member with this id.")
    return row
