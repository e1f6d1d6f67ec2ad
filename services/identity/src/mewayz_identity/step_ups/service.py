"""Stepping up."""

from mewayz_identity.edge import Visitor
from mewayz_identity.factors import service as factors
from mewayz_identity.logins import service as logins
from mewayz_identity.passwords import service as passwords
from mewayz_identity.sessions import service as sessions
from mewayz_identity.step_ups.schemas import SteppedUp, StepUp
from mewayz_identity.throttles import service as throttles
from mewayz_identity.tokens import rules as token_rules
from mewayz_identity.tokens import service as tokens
from mewayz_identity.users import service as users
from mewayz_kit.errors import Forbidden, Unauthenticated
from mewayz_kit.uow import UnitOfWork


async def step_up(uow: UnitOfWork, data: StepUp, visitor: Visitor) -> SteppedUp:
    """Prove the caller again. It moves `auth_time` of this session only; with a second factor enrolled the password
    is not enough (403 `second_factor_required`)."""
    user_id, session_id = uow.user_id, uow.principal.session_id
    async with uow.apart(writes=False) as reading:
        user = await users.get(reading, user_id)
        enrolled = await factors.enrolled(reading, user_id)
        hashes = await passwords.hash_of(reading, user_id)
        known = await sessions.find(reading, session_id) if session_id else None
    if known is None or known.user_id != user_id or not sessions.is_alive(known, uow.now):
        raise Unauthenticated("session_ended", "The session is over; sign in again.")
    if enrolled and data.code is None:
        raise Forbidden("second_factor_required", "Your account needs a code of its second factor for this.")
    attempt = await throttles.begin_attempt(uow, account=str(user_id), device_id=known.device_id, ip=visitor.ip)
    if data.password is not None:
        right, method = await passwords.is_right(uow, hashes, data.password), "pwd"
    else:
        right = await factors.prove(uow, user_id, data.factor, data.code or "")
        method = "otp" if data.factor == "totp" else "rec"
    if not right:
        await uow.close()  # Takes back what this request began, so that the failure can be kept apart from it.
        await logins.note_failure(uow, user, attempt, visitor, method=f"step_up/{method}")
        raise Unauthenticated("invalid_credentials", "The proof is not right, or was used before.")
    await throttles.give_back(uow, attempt.counters)
    session = await sessions.find(uow, known.id, lock=True)
    if session is None or not sessions.is_alive(session, uow.now):
        raise Unauthenticated("session_ended", "The session is over; sign in again.")
    await sessions.step_up(uow, session, aal=1 if method == "pwd" else 2, method=method)
    token = await tokens.access_token(uow, user, session)
    return SteppedUp(
        access_token=token,
        token_type="Bearer",  # noqa: S106 - the name of the scheme
        expires_in=int(token_rules.ACCESS_LIFE.total_seconds()),
    )
