"""What staff does for accounts. Every action is in the security log of the user, with the reason."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mewayz_identity.api_keys import service as api_keys
from mewayz_identity.devices import service as devices
from mewayz_identity.factors import service as factors
from mewayz_identity.mails import service as mails
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.user_administration.schemas import Destructive, StaffUserRead
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Forbidden, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    shown: dict[UUID, Mapping[str, Any]] = {}
    for row in rows:
        shown[row["id"]] = {
            "email_verified": row["email_verified_at"] is not None,
            "mfa_enrolled": bool(await factors.enrolled(uow, row["id"])),
            "staff_role": await staff_members.role_of(uow, row["id"]),
            "living_sessions": await sessions.count_of_user(uow, row["id"]),
        }
    return shown


RECORDS = Records(User, StaffUserRead, entity="user", extend=_about, tells=())


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


async def revoke_sessions(uow: UnitOfWork, user_id: UUID, reason: str) -> int:
    """Sign somebody out everywhere."""
    user = await _target(uow, user_id)
    ended = await sessions.revoke_all(uow, user.id, reason="staff")
    security_events.record(uow, "user.sessions_revoked", user_id=user.id, reason=reason, count=ended)
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
