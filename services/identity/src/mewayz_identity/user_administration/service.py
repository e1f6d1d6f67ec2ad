"""What staff does for accounts. Every action is in the security log of the user, with the reason."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.api_keys import service as api_keys
from mewayz_identity.devices import service as devices
from mewayz_identity.erasures import service as erasures
from mewayz_identity.erasures.models import Erasure
from mewayz_identity.factors import service as factors
from mewayz_identity.mails import service as mails
from mewayz_identity.password_resets import service as password_resets
from mewayz_identity.passwords import service as passwords
from mewayz_identity.projections.members import service as members
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.user_administration.schemas import (
    BulkAction,
    BulkOutcome,
    BulkResult,
    BulkTarget,
    Destructive,
    StaffUserRead,
    UserCreate,
    UserUpdate,
)
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Forbidden, Problem, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    shown: dict[UUID, Mapping[str, Any]] = {}
    for row in rows:
        shown[row["id"]] = {
            "email_verified": row["email_verified_at"] is not None,
            "mfa_enrolled": bool(await factors.enrolled(uow, row["id"])),
            "staff_role": await staff_members.role_of(uow, row["id"]),
            "living_sessions": await sessions.count_of_user(uow, row["id"]),
            "password_scheme": await passwords.scheme_of_user(uow, row["id"]),
            "segments": row["segments"] or [],
            "flags": row["flags"] or {},
        }
    return shown


def _in_segment(value: str) -> sa.ColumnElement[bool]:
    # Segments have no quotes in them, so their JSON text holds each one between two.
    return sa.cast(col(User.segments), sa.Text).like(f'%"{value}"%')


RECORDS = Records(User, StaffUserRead, entity="user", extend=_about, filters={"segment": _in_segment}, tells=())


async def create(uow: UnitOfWork, data: UserCreate) -> User:
    """Make an account for somebody: 409 `email_taken`. Without a hash of another system they get a link to claim
    it by a password of their own; nobody here ever knows one."""
    user = await users.create(
        uow,
        email=data.email,
        name=data.name,
        locale=data.locale,
        timezone=data.timezone,
        source=data.source,
        segments=data.segments,
        notes=data.notes,
    )
    if data.password_hash is not None:
        await passwords.store(uow, user.id, data.password_hash)
    else:
        await password_resets.invite(uow, user)
    security_events.record(uow, "user.created", user_id=user.id, source=data.source)
    return user


async def update(uow: UnitOfWork, user: User, patch: UserUpdate) -> User:
    """Change an account for somebody."""
    values = given(patch)
    if "username" in values:
        values["username_norm"] = values["username"].lower() if values["username"] else None
    await users.change(uow, user, **values)
    await uow.flush()
    # What staff has noted about a person is not repeated in the log that the person reads.
    security_events.record(uow, "user.edited", user_id=user.id, fields=sorted(set(values) - {"notes"}))
    return user


async def take_back(uow: UnitOfWork, user: User) -> None:
    """Undo an import of somebody who has not claimed the account yet; 409 for everybody else."""
    claimed = user.email_verified_at is not None or user.status != "pending"
    if claimed or await sessions.count_of_user(uow, user.id) or await members.has_any(uow, user.id):
        raise Conflict("user_active", "This person uses the account already.")
    await erasures.erase_unclaimed(uow, user)


async def erase(uow: UnitOfWork, user_id: UUID, *, confirm: str, reason: str) -> Erasure:
    """Schedule the end of somebody's account, as the person could."""
    user = await users.get(uow, user_id, lock=True)
    return await erasures.schedule(uow, user, confirm=confirm, source="staff", reason=reason)


async def force_password_change(uow: UnitOfWork, user_id: UUID, data: Destructive) -> StaffUserRead:
    """The present password opens nothing any more; a mail holds the way to the next one."""
    user = await _target(uow, user_id, confirm=data.confirm)
    await passwords.demand_change(uow, user.id)
    await sessions.revoke_all(uow, user.id, reason="password_due")
    await password_resets.invite(uow, user, text="password_change_due")
    return await _done(uow, user, "user.password_change_forced", data.reason)


async def bulk(uow: UnitOfWork, data: BulkAction) -> BulkResult:
    """One action for each of many; what fails for one fails for that one only."""
    outcomes = []
    for target in data.users:
        try:
            async with uow.savepoint():
                await _act(uow, data, target)
            outcomes.append(BulkOutcome(user_id=target.user_id, status=200, code=None, detail=None))
        except Problem as problem:
            outcomes.append(
                BulkOutcome(user_id=target.user_id, status=problem.status, code=problem.code, detail=problem.detail)
            )
    return BulkResult(items=outcomes)


async def _act(uow: UnitOfWork, data: BulkAction, target: BulkTarget) -> None:
    destructive = Destructive(confirm=target.confirm or "", reason=data.reason)
    match data.action:
        case "disable":
            await disable(uow, target.user_id, destructive)
        case "reset_mfa":
            if not uow.principal.can("platform.users:reset_mfa"):
                raise Forbidden(detail="This needs the permission platform.users:reset_mfa.")
            await reset_mfa(uow, target.user_id, destructive)
        case "force_password_change":
            await force_password_change(uow, target.user_id, destructive)
        case "enable":
            await enable(uow, target.user_id, data.reason)
        case "verify_email":
            await verify_email(uow, target.user_id, data.reason)
        case "revoke_sessions":
            await revoke_sessions(uow, target.user_id, destructive)


async def disable(uow: UnitOfWork, user_id: UUID, data: Destructive) -> StaffUserRead:
    """Shut an account: every session ends, personal keys stop. 409 `last_super_admin`, `invalid_transition`."""
    user = await _target(uow, user_id, confirm=data.confirm)
    await staff_members.refuse_last(uow, user.id)
    await users.disable(uow, user)
    await sessions.revoke_all(uow, user.id, reason="disabled")
    await sessions.revoke_acting(uow, user.id)
    await api_keys.forget_remembered(uow, user.id)
    return await _done(uow, user, "user.disabled", data.reason)


async def enable(uow: UnitOfWork, user_id: UUID, reason: str) -> StaffUserRead:
    """Open an account again; the sessions of before stay dead."""
    user = await _target(uow, user_id)
    await users.enable(uow, user)
    return await _done(uow, user, "user.enabled", reason)


async def verify_email(uow: UnitOfWork, user_id: UUID, reason: str) -> StaffUserRead:
    """Take the word of staff that the person controls the address."""
    user = await _target(uow, user_id)
    await users.verify(uow, user)
    return await _done(uow, user, "user.email_verified", reason)


async def reset_mfa(uow: UnitOfWork, user_id: UUID, data: Destructive) -> StaffUserRead:
    """Take every second factor away, for somebody who has lost it; every session ends, the person is told."""
    user = await _target(uow, user_id, confirm=data.confirm)
    if await staff_members.role_of(uow, user.id) is not None and not uow.principal.can("platform.staff_members:write"):
        raise Forbidden("permission_denied", "The second factor of staff is reset by a super_admin only.")
    await factors.remove_all(uow, user.id)
    await devices.untrust_all(uow, user.id)
    await sessions.revoke_all(uow, user.id, reason="mfa_reset")
    security_events.alert(uow, "mfa_changed", user_id=user.id, change="mfa_reset")
    mails.send(uow, "mfa_changed", to=user.email, locale=user.locale, name=user.name, change="mfa_reset")
    return await _done(uow, user, "user.mfa_reset", data.reason)


async def revoke_sessions(uow: UnitOfWork, user_id: UUID, data: Destructive) -> int:
    """Sign somebody out everywhere."""
    user = await _target(uow, user_id, confirm=data.confirm)
    ended = await sessions.revoke_all(uow, user.id, reason="staff")
    security_events.record(uow, "user.sessions_revoked", user_id=user.id, reason=data.reason, count=ended)
    return ended


async def _target(uow: UnitOfWork, user_id: UUID, *, confirm: str | None = None) -> User:
    user = await users.get(uow, user_id, lock=True)
    if confirm is not None and normalise_email(confirm) != user.email_norm:
        raise Unprocessable.field("/confirm", "confirmation_wrong", "This is not the address of the user.")
    return user


async def _done(uow: UnitOfWork, user: User, action: str, reason: str) -> StaffUserRead:
    security_events.record(uow, action, user_id=user.id, reason=reason)
    await uow.flush()
    return await RECORDS.show_one(uow, user)
