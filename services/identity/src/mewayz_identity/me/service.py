"""Showing and changing the caller's own account."""

from uuid import UUID

from mewayz_identity.consents import service as consents
from mewayz_identity.devices import service as devices
from mewayz_identity.factors import service as factors
from mewayz_identity.mails import service as mails
from mewayz_identity.me.schemas import ChangePassword, MeRead, MeUpdate
from mewayz_identity.mfa_demands import service as mfa_demands
from mewayz_identity.passwords import service as passwords
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.throttles import service as throttles
from mewayz_identity.users import service as users
from mewayz_kit.errors import PreconditionFailed, Unauthenticated
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork


async def show(uow: UnitOfWork, user: users.User) -> MeRead:
    """The account as its owner sees it."""
    computed = {
        "mfa": await factors.state(uow, user.id, required=await mfa_demands.demanded_by(uow, user.id) is not None),
        "pending_terms": await consents.pending(uow, user.id),
        "acting_staff_id": uow.principal.actor_id,
    }
    stored = {name: getattr(user, name) for name in MeRead.model_fields if name not in computed}
    return MeRead(**stored, **computed)


async def update(uow: UnitOfWork, patch: MeUpdate, if_match: str | None) -> MeRead:
    """Apply a merge patch to the caller's account."""
    user = await users.get(uow, uow.user_id, lock=True)
    if if_match is not None and if_match.strip() not in {"*", f'"{user.version}"'}:
        raise PreconditionFailed(detail="Your account has changed since you read it.")
    values = given(patch)
    if "username" in values:
        values["username_norm"] = values["username"].lower() if values["username"] else None
    if "preferences" in values:
        merged = user.preferences | values["preferences"]
        values["preferences"] = {name: value for name, value in merged.items() if value is not None}
    await users.change(uow, user, **values)
    return await show(uow, user)


async def change_password(uow: UnitOfWork, data: ChangePassword) -> None:
    """Set a new password and end every other session; 401 `invalid_credentials` for a wrong present one."""
    user_id = uow.user_id
    async with uow.apart(writes=False) as reading:
        user = await users.get(reading, user_id)
        hashes = await passwords.hash_of(reading, user_id)
        session = await sessions.find(reading, _session_id(uow))
    attempt = await throttles.begin_attempt(
        uow,
        account=str(user_id),
        device_id=session.device_id if session else None,
        ip=uow.cause.client_ip,
    )
    if not await passwords.is_right(uow, hashes, data.current_password):
        async with uow.apart() as unit:
            security_events.record(unit, "password.changed", user_id=user_id, outcome="failed")
        raise Unauthenticated("invalid_credentials", "The present password is not right.")
    about = [user.email, user.name, user.username or ""]
    encoded = await passwords.accepted_hash(
        uow, data.new_password, about=about, earlier=hashes, pointer="/new_password"
    )
    await throttles.give_back(uow, attempt.counters)
    await passwords.store(uow, user_id, encoded)
    await password_changed(uow, user, keep=_session_id(uow))


async def password_changed(uow: UnitOfWork, user: users.User, *, keep: UUID | None) -> None:
    """What follows every new password: other sessions end, and the person is told."""
    await sessions.revoke_all(uow, user.id, reason="password_change", but=keep)
    await devices.untrust_all(uow, user.id)
    security_events.record(uow, "password.changed", user_id=user.id)
    security_events.alert(uow, "password_changed", user_id=user.id)
    mails.send(uow, "password_changed", to=user.email, locale=user.locale, name=user.name)


def _session_id(uow: UnitOfWork) -> UUID:
    if uow.principal.session_id is None:
        raise Unauthenticated(detail="This needs a session.")
    return uow.principal.session_id
