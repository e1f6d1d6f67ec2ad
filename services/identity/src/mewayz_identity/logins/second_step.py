"""The second step of signing in: proving a second factor, whatever the first step was."""

from uuid import UUID

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.challenges.service import Challenge
from mewayz_identity.devices import service as devices
from mewayz_identity.edge import Visitor
from mewayz_identity.email_factors import service as email_factors
from mewayz_identity.factors import service as factors
from mewayz_identity.factors.service import Asked
from mewayz_identity.logins import rules
from mewayz_identity.logins.schemas import CodeSent, LoginProof
from mewayz_identity.logins.service import PURPOSE, SignedIn, Way, complete, note_failure
from mewayz_identity.mails import service as mails
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Counter
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Forbidden, Unauthenticated
from mewayz_kit.uow import UnitOfWork

CODES_PER_HOUR = 5


async def verify(uow: UnitOfWork, handle: str, data: LoginProof, visitor: Visitor) -> SignedIn:
    """Prove the second factor. The challenge is closed before the session is made, so any number of parallel right
    answers make one session. 401 `challenge_closed` or `invalid_code`, 429 `too_many_attempts`."""
    async with uow.apart(writes=False) as reading:
        challenge, user_id = await _open(reading, handle)
        user = await users.get(reading, user_id)
        kept = challenges.payload_of(reading, challenge)
        way = Way.of(kept["way"])
        known = await devices.recognise(reading, user.id, visitor, way.device_token)
    # A passkey has a counter of its own: guessing codes must not lock out whoever holds it.
    account = f"{user.id}/passkey" if data.factor == "passkey" else str(user.id)
    attempt = await throttles.begin_attempt(uow, account=account, device_id=known.id if known else None, ip=visitor.ip)
    if not await challenges.guess(uow, challenge):
        raise _closed()
    if not await challenges.consume(uow, challenge):
        raise _closed()
    if not await factors.prove(uow, user.id, data, Asked(challenge, kept)):
        await uow.close()  # Gives the challenge back: a wrong code costs an attempt, not the sign-in.
        await note_failure(uow, user, attempt, visitor, method=data.factor)
        raise Unauthenticated("invalid_code", "The proof is not right, or was used before.")
    if user.status not in SIGN_IN:
        raise Forbidden("account_disabled", "This account is disabled.")
    await throttles.give_back(uow, attempt.counters)
    return await complete(uow, user, visitor, way, amr=[way.method, factors.AMR[data.factor], "mfa"])


async def send_code(uow: UnitOfWork, handle: str) -> CodeSent:
    """Mail a code that proves the second factor of this sign-in; an earlier one is void."""
    challenge, user_id = await _open(uow, handle)
    if await email_factors.of_user(uow, user_id) is None:
        raise Conflict("factor_not_enrolled", "Codes by mail are no second factor of this account.")
    return await mail_code(uow, await users.get(uow, user_id), challenge)


async def mail_code(uow: UnitOfWork, user: User, challenge: Challenge) -> CodeSent:
    """Mail a new code for a challenge; 429 `too_many_attempts` after five mails in an hour."""
    await throttles.count(uow, Counter("mail", f"login_code/{user.id}", CODES_PER_HOUR, rules.HOUR))
    code = await challenges.renew_code(uow, challenge)
    if code is None:
        raise _closed()
    mails.send(uow, "login_code", to=user.email, locale=user.locale, name=user.name, code=code)
    life = challenge_rules.CODE_LIFE
    return CodeSent(sent_to=rules.hidden(user.email), expires_in=int(life.total_seconds()))


async def _open(uow: UnitOfWork, handle: str) -> tuple[Challenge, UUID]:
    challenge = await challenges.find(uow, PURPOSE, handle)
    if challenge is None or challenge.user_id is None:
        raise _closed()
    return challenge, challenge.user_id


def _closed() -> Unauthenticated:
    return Unauthenticated("challenge_closed", "This sign-in is over; start again.")
