"""Second factors of the caller: enrolling, confirming, deleting, and the list of everything one signs in with."""

from uuid import UUID

from mewayz_identity.devices import service as devices
from mewayz_identity.edge import Visitor
from mewayz_identity.factors import service as factors
from mewayz_identity.logins import service as logins
from mewayz_identity.mails import service as mails
from mewayz_identity.recovery_codes import service as recovery_codes
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.throttles import service as throttles
from mewayz_identity.totp_credentials import service as totp_credentials
from mewayz_identity.totp_credentials.schemas import TotpConfirmed, TotpEnrolment
from mewayz_identity.users import service as users
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Forbidden, Unauthenticated
from mewayz_kit.uow import UnitOfWork


async def enrol_totp(uow: UnitOfWork, name: str) -> TotpEnrolment:
    """A pending authenticator with its secret; it protects nothing yet."""
    user = await users.get(uow, uow.user_id)
    security_events.record(uow, "totp.enrolled", user_id=user.id)
    return await totp_credentials.enrol(uow, user_id=user.id, email=user.email, name=name)


async def confirm_totp(uow: UnitOfWork, credential_id: UUID, code: str, visitor: Visitor) -> TotpConfirmed:
    """The first right code: the authenticator is active, this session has proven it, and recovery codes exist."""
    user_id = uow.user_id
    async with uow.apart(writes=False) as reading:
        user = await users.get(reading, user_id)
        session_id = uow.principal.session_id
        session = await sessions.find(reading, session_id) if session_id else None
    attempt = await throttles.begin_attempt(
        uow, account=str(user_id), device_id=session.device_id if session else None, ip=visitor.ip
    )
    row = await totp_credentials.pending(uow, user_id=user_id, credential_id=credential_id)
    if not await totp_credentials.use(uow, row, code):
        await uow.close()  # Takes back what this request began, so that the failure can be kept apart from it.
        await logins.note_failure(uow, user, attempt, visitor, method="totp_confirm")
        raise Unauthenticated("invalid_code", "The code is not right; check the clock of the device.")
    await throttles.give_back(uow, attempt.counters)
    await totp_credentials.confirm(uow, row)
    codes = await factors.first_codes(uow, user_id)
    await prove_session(uow, "otp")
    await changed(uow, user, "totp_added")
    return TotpConfirmed(id=row.id, status=row.status, recovery_codes=codes)


async def prove_session(uow: UnitOfWork, method: str) -> None:
    """The caller's session has just proven a second factor, by enrolling it."""
    session_id = uow.principal.session_id
    own = await sessions.find(uow, session_id, lock=True) if session_id else None
    if own is not None:
        await sessions.step_up(uow, own, aal=2, method=method)


async def regenerate_codes(uow: UnitOfWork) -> list[str]:
    """Ten new recovery codes; 409 `mfa_not_enrolled` without a second factor that they could stand in for."""
    user = await users.get(uow, uow.user_id, lock=True)
    if not await factors.enrolled(uow, user.id):
        raise Conflict("mfa_not_enrolled", "Enrol an authenticator first.")
    codes = await recovery_codes.regenerate(uow, user.id)
    await changed(uow, user, "recovery_codes_regenerated")
    return codes


async def trust_device(uow: UnitOfWork, device_id: UUID) -> devices.Device:
    """Let the caller's present device skip the second factor for a while."""
    session_id = uow.principal.session_id
    session = await sessions.find(uow, session_id) if session_id else None
    if session is None or session.aal < 2:
        raise Forbidden("second_factor_required", "Prove the second factor in this session first.")
    if session.device_id != device_id:
        raise Conflict("not_this_device", "Only the device in use can be trusted.")
    if await staff_members.role_of(uow, uow.user_id) is not None:
        raise Conflict("trust_not_for_staff", "Staff proves the second factor at every sign-in.")
    security_events.record(uow, "device.trusted", user_id=uow.user_id, device_id=str(device_id))
    return await devices.trust(uow, device_id)


async def changed(uow: UnitOfWork, user: User, change: str) -> None:
    """A way to sign in was added or removed: no device is trusted any more, and the person is told."""
    await devices.untrust_all(uow, user.id)
    security_events.record(uow, "mfa.changed", user_id=user.id, change=change)
    security_events.alert(uow, "mfa_changed", user_id=user.id, change=change)
    mails.send(uow, "mfa_changed", to=user.email, locale=user.locale, name=user.name, change=change)
