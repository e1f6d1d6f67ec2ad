"""Stepping up."""

from dataclasses import dataclass
from uuid import UUID

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.edge import Visitor
from mewayz_identity.factors import service as factors
from mewayz_identity.factors.schemas import Factor, Proof
from mewayz_identity.factors.service import Asked
from mewayz_identity.logins import second_step
from mewayz_identity.logins import service as logins
from mewayz_identity.passwords import service as passwords
from mewayz_identity.sessions import service as sessions
from mewayz_identity.sessions.service import Session
from mewayz_identity.step_ups.schemas import SteppedUp, StepUp, StepUpAsk, StepUpAsked
from mewayz_identity.throttles import service as throttles
from mewayz_identity.tokens import rules as token_rules
from mewayz_identity.tokens import service as tokens
from mewayz_identity.users import service as users
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Forbidden, Unauthenticated
from mewayz_kit.uow import UnitOfWork

PURPOSE = "step_up"


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who steps up, and by what this person can."""

    user: User
    session: Session
    enrolled: list[Factor]
    hashes: list[str]

    @property
    def may_mail(self) -> bool:
        """Whether a mailed code counts: as an enrolled factor, or for whom has neither a factor nor a password."""
        return "email_code" in self.enrolled or not (self.enrolled or self.hashes)


async def ask(uow: UnitOfWork, data: StepUpAsk) -> StepUpAsked:
    """The question that a passkey signs, or a mail with a code; 409 `factor_not_enrolled`."""
    caller = await _caller(uow, uow.user_id)
    possible = caller.may_mail if data.factor == "email_code" else "passkey" in caller.enrolled
    if not possible:
        raise Conflict("factor_not_enrolled", "This is no way in which your account is proven.")
    kept, options = await factors.question(uow, caller.user.id, [data.factor])
    opened = await challenges.open_challenge(
        uow,
        PURPOSE,
        subject=f"{caller.session.id}/{data.factor}",
        user_id=caller.user.id,
        life=challenge_rules.LOGIN_LIFE,
        payload={"session": str(caller.session.id), **kept},
        coded=False,
    )
    sent_to = None
    if data.factor == "email_code":
        challenge = await challenges.find(uow, PURPOSE, opened.handle)
        sent_to = (await second_step.mail_code(uow, caller.user, challenge)).sent_to if challenge else None
    life = challenge_rules.LOGIN_LIFE
    return StepUpAsked(
        flow=opened.handle, passkey=options or None, sent_to=sent_to, expires_in=int(life.total_seconds())
    )


async def step_up(uow: UnitOfWork, data: StepUp, visitor: Visitor) -> SteppedUp:
    """Prove the caller again. It moves `auth_time` of this session only; with a second factor enrolled the password
    is not enough (403 `second_factor_required`)."""
    async with uow.apart(writes=False) as reading:
        caller = await _caller(reading, uow.user_id)
        asked = await _asked(reading, data.flow, caller)
    user = caller.user
    if caller.enrolled and data.password is not None:
        raise Forbidden("second_factor_required", "Your account needs its second factor for this.")
    account = f"{user.id}/passkey" if data.credential else str(user.id)
    attempt = await throttles.begin_attempt(uow, account=account, device_id=caller.session.device_id, ip=visitor.ip)
    if asked is not None and not await challenges.guess(uow, asked.challenge):
        raise Unauthenticated("challenge_closed", "This question is over; ask again.")
    method = "pwd" if data.password is not None else factors.AMR[data.factor]
    if not await _is_proven(uow, caller, data, asked):
        await uow.close()  # Takes back what this request began, so that the failure can be kept apart from it.
        await logins.note_failure(uow, user, attempt, visitor, method=f"step_up/{method}")
        raise Unauthenticated("invalid_credentials", "The proof is not right, or was used before.")
    await throttles.give_back(uow, attempt.counters)
    session = await sessions.find(uow, caller.session.id, lock=True)
    if session is None or not sessions.is_alive(session, uow.now):
        raise _ended()
    await sessions.step_up(uow, session, aal=2 if caller.enrolled else 1, method=method)
    token = await tokens.access_token(uow, user, session)
    return SteppedUp(
        access_token=token,
        token_type="Bearer",  # noqa: S106 - the name of the scheme
        expires_in=int(token_rules.ACCESS_LIFE.total_seconds()),
    )


async def _is_proven(uow: UnitOfWork, caller: _Caller, data: StepUp, asked: Asked | None) -> bool:
    if data.password is not None:
        return await passwords.is_right(uow, caller.hashes, data.password)
    if asked is not None and not await challenges.consume(uow, asked.challenge):
        return False
    if data.factor == "email_code" and not caller.enrolled:
        return caller.may_mail and asked is not None and challenges.is_code(uow, asked.challenge, data.code or "")
    proof = Proof(factor=data.factor, code=data.code, credential=data.credential)
    return await factors.prove(uow, caller.user.id, proof, asked)


async def _caller(uow: UnitOfWork, user_id: UUID) -> _Caller:
    session_id = uow.principal.session_id
    session = await sessions.find(uow, session_id) if session_id else None
    if session is None or session.user_id != user_id or not sessions.is_alive(session, uow.now):
        raise _ended()
    return _Caller(
        user=await users.get(uow, user_id),
        session=session,
        enrolled=await factors.enrolled(uow, user_id),
        hashes=await passwords.hash_of(uow, user_id),
    )


async def _asked(uow: UnitOfWork, flow: str | None, caller: _Caller) -> Asked | None:
    if flow is None:
        return None
    challenge = await challenges.find(uow, PURPOSE, flow)
    if challenge is None or challenge.user_id != caller.user.id:
        raise Unauthenticated("challenge_closed", "This question is over; ask again.")
    kept = challenges.payload_of(uow, challenge)
    if kept["session"] != str(caller.session.id):
        raise Unauthenticated("challenge_closed", "This question was asked in another session.")
    return Asked(challenge, kept)


def _ended() -> Unauthenticated:
    return Unauthenticated("session_ended", "The session is over; sign in again.")
