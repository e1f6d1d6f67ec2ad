"""Signing in.

Every failure looks the same and costs the same, whether the address has an account or not. Slow work (hashing)
happens before the transaction begins.
"""

from dataclasses import asdict, dataclass
from typing import Any, NoReturn
from uuid import UUID
from zoneinfo import ZoneInfo

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.devices import service as devices
from mewayz_identity.devices.service import SeenDevice
from mewayz_identity.edge import Visitor, page_url
from mewayz_identity.factors import service as factors
from mewayz_identity.logins.events import LoginSucceeded
from mewayz_identity.logins.schemas import Login, MfaRequired
from mewayz_identity.mails import service as mails
from mewayz_identity.passwords import service as passwords
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Attempt
from mewayz_identity.tokens import service as tokens
from mewayz_identity.tokens.service import Grant
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN, normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Forbidden, Unauthenticated, Unavailable
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

PURPOSE, DISOWN = "login", "disown"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A finished sign-in."""

    grant: Grant
    device: SeenDevice


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody comes in: `method` is the first step (as in `amr`), `portal` the one workspace of a portal."""

    method: str
    client: str
    device_token: str | None
    portal: UUID | None = None

    def kept(self) -> dict[str, Any]:
        """As it waits with a challenge."""
        return asdict(self) | {"portal": str(self.portal) if self.portal else None}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Way":
        """The way that `kept` was."""
        return cls(**kept | {"portal": UUID(kept["portal"]) if kept["portal"] else None})


async def log_in(uow: UnitOfWork, data: Login, visitor: Visitor) -> SignedIn | MfaRequired:
    """Check address and password; 401 `invalid_credentials`, 403 `account_disabled`, 429 `too_many_attempts`."""
    async with uow.apart(writes=False) as reading:
        user = await users.by_email(reading, data.email)
        # Without an account the same questions are asked about nobody, so that the answer takes as long.
        subject = user.id if user else new_id()
        hashes, change_due = await passwords.standing(reading, subject)
        known = await devices.recognise(reading, subject, visitor, data.device_token)
    attempt = await throttles.begin_attempt(
        uow,
        account=str(user.id) if user else normalise_email(data.email),
        device_id=known.id if known else None,
        ip=visitor.ip,
    )
    try:
        is_right = await passwords.is_right(uow, hashes, data.password)
    except Unavailable:
        # The password was not looked at: a crowd must not lock anybody out.
        async with uow.apart() as unit:
            await throttles.give_back(unit, attempt.counters)
        raise
    if not is_right or user is None:
        await note_failure(uow, user, attempt, visitor, method="password")
        raise Unauthenticated("invalid_credentials", "Address or password is not right.")
    if user.status not in SIGN_IN:
        raise Forbidden("account_disabled", "This account is disabled.")
    if change_due:
        await _ask_for_new_password(uow, attempt)
    renewed = await passwords.rehash(uow, hashes, data.password)
    async with uow.apart() as unit:  # nobody else from this place waits for the rest, and a repeat gives back its own
        await throttles.give_back(unit, attempt.counters)
    if renewed is not None:
        await passwords.replace_hash(uow, user.id, renewed)
    return await continue_with(uow, user, visitor, Way("pwd", data.client, data.device_token))


async def _ask_for_new_password(uow: UnitOfWork, attempt: Attempt) -> NoReturn:
    """The password is right and no longer good: the mail that staff's wish sent holds the way to the next one."""
    async with uow.apart() as unit:
        await throttles.give_back(unit, attempt.counters)
    raise Forbidden("password_change_required", "Choose a new password by the link in your mail, or ask for another.")


async def continue_with(uow: UnitOfWork, user: User, visitor: Visitor, way: Way) -> SignedIn | MfaRequired:
    """After the first step, whatever it was: tokens, or the question for the second factor."""
    needed = await factors.enrolled(uow, user.id)
    if not needed:
        return await complete(uow, user, visitor, way, amr=[way.method])
    device = await devices.recognise(uow, user.id, visitor, way.device_token)
    if devices.is_trusted(device, uow.now) and await staff_members.role_of(uow, user.id) is None:
        # The trusted device is the second factor, something the person has.
        return await complete(uow, user, visitor, way, amr=[way.method, "hwk", "mfa"])
    kept, options = await factors.question(uow, user.id, needed)
    opened = await challenges.open_challenge(
        uow,
        PURPOSE,
        subject=str(new_subject(user.id, visitor)),
        user_id=user.id,
        life=challenge_rules.LOGIN_LIFE,
        payload={"way": way.kept(), **kept},
        coded=False,
    )
    return MfaRequired(
        status="mfa_required",
        challenge=opened.handle,
        factors=needed,
        passkey=options or None,
        expires_in=int(challenge_rules.LOGIN_LIFE.total_seconds()),
    )


def new_subject(user_id: UUID, visitor: Visitor) -> str:
    """Sign-ins from different places do not void each other's challenge, or a stranger could keep somebody out."""
    return f"{user_id}/{visitor.ip}/{visitor.user_agent}"


async def complete(uow: UnitOfWork, user: User, visitor: Visitor, way: Way, *, amr: list[str]) -> SignedIn:
    """Open the session of a person who has proven everything, and tell who must know."""
    device = await devices.see(uow, user.id, visitor, way.device_token)
    session = await sessions.open_session(
        uow,
        user.id,
        visitor=visitor,
        device_id=device.id,
        client=way.client,
        portal=way.portal,
        aal=2 if "mfa" in amr else 1,
        amr=amr,
        is_staff=await staff_members.role_of(uow, user.id) is not None,
    )
    grant = await tokens.issue(uow, user, session)
    security_events.record(uow, "login", user_id=user.id, visitor=visitor, amr=amr, session_id=str(session.id))
    local_date = uow.now.astimezone(ZoneInfo(user.timezone)).date()
    uow.publish(LoginSucceeded(user_id=user.id, method=amr[0], new_device=device.is_new, local_date=local_date))
    if device.is_new:
        await _warn(uow, user, device, session_id=session.id)
    return SignedIn(grant, device)


async def note_failure(uow: UnitOfWork, user: User | None, attempt: Attempt, visitor: Visitor, **details: Any) -> None:
    """Keep a failed attempt in the log, although the request is refused; the one that fills the counter tells the
    owner."""
    async with uow.apart() as unit:
        user_id = user.id if user else None
        security_events.record(unit, "login", user_id=user_id, outcome="failed", visitor=visitor, **details)
        if attempt.last and user is not None:
            security_events.alert(unit, "lockout", user_id=user.id)
            mails.send(unit, "lockout", to=user.email, locale=user.locale, name=user.name)


async def _warn(uow: UnitOfWork, user: User, device: SeenDevice, *, session_id: UUID) -> None:
    opened = await challenges.open_challenge(
        uow,
        DISOWN,
        subject=str(session_id),
        user_id=user.id,
        life=challenge_rules.UNDO_LIFE,
        payload={"session_id": str(session_id), "device_id": str(device.id)},
    )
    security_events.alert(uow, "new_device", user_id=user.id, device=device.name)
    mails.send(
        uow,
        "new_device",
        to=user.email,
        locale=user.locale,
        name=user.name,
        device=device.name,
        link=page_url(uow.runtime, f"/disown-login?token={opened.handle}"),
    )
