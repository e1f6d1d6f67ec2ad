"""Verifying addresses.

A code or link confirms only the browser flow that asked for it. Otherwise somebody could register with a
stranger's address, wait until the stranger clicks the link in the mail, and own a verified account.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.challenges.service import Challenge, Opened
from mewayz_identity.edge import Visitor, page_url
from mewayz_identity.email_verifications.schemas import PendingVerification, Verify
from mewayz_identity.logins import service as logins
from mewayz_identity.mails import service as mails
from mewayz_identity.security_events import service as security_events
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Counter
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Gone, Unauthenticated
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

ACCOUNT, REGISTRATION = "verify", "register"
MAILS_PER_HOUR = 5


@dataclass(frozen=True, slots=True)
class Proven:
    """A right answer: of an account (`user_id`), or of a registration that waits (`payload`)."""

    challenge: Challenge
    payload: dict[str, Any]


async def ask(uow: UnitOfWork, user: User) -> PendingVerification:
    """Mail a code and link to the address of an account."""
    opened = await challenges.open_challenge(uow, ACCOUNT, subject=str(user.id), user_id=user.id)
    await _mail(uow, opened, to=user.email, name=user.name, locale=user.locale)
    return pending(opened)


async def ask_again(uow: UnitOfWork, user: User) -> PendingVerification:
    """Another mail for a signed-in person."""
    if user.email_verified_at is not None:
        raise Conflict("email_already_verified", "Your address is verified already.")
    return await ask(uow, user)


async def ask_first(uow: UnitOfWork, payload: dict[str, Any], *, mail: bool) -> PendingVerification:
    """Keep a registration until its address is proven; `mail` is False for an address that is taken."""
    # Each flow stands for itself: a stranger who registers the same address must not void this one.
    kept = {"subject": str(new_id())} | payload
    opened = await challenges.open_challenge(uow, REGISTRATION, subject=kept["subject"], payload=kept)
    if mail:
        await _mail(uow, opened, to=payload["email"], name=payload["name"], locale=payload["locale"])
    return pending(opened)


def pending(opened: Opened) -> PendingVerification:
    """What the browser keeps."""
    return PendingVerification(flow=opened.handle, expires_in=int(challenge_rules.LINK_LIFE.total_seconds()))


async def prove(uow: UnitOfWork, data: Verify, visitor: Visitor) -> Proven:
    """Check a code or link of this flow and close the challenge. 410 `verification_closed` when there is nothing
    to verify any more, 401 `invalid_code`, 429 `too_many_attempts` after five wrong answers."""
    async with uow.apart(writes=False) as reading:
        challenge = await _find(reading, data.flow)
        if challenge is None:
            raise _closed()
        payload = challenges.payload_of(reading, challenge)
        user = await users.find(reading, challenge.user_id) if challenge.user_id else None
    account = str(challenge.user_id or normalise_email(payload.get("email", "")))
    attempt = await throttles.begin_attempt(uow, account=account, device_id=None, ip=visitor.ip)
    if not await challenges.guess(uow, challenge):
        raise _closed()
    if not challenges.is_answer(uow, challenge, code=data.code, link=data.token):
        await logins.note_failure(uow, user, attempt, visitor, method="email_code")
        raise Unauthenticated("invalid_code", "The code is not right.")
    await throttles.give_back(uow, attempt.counters)
    if not await challenges.consume(uow, challenge):
        raise _closed()
    return Proven(challenge, payload)


async def verify_account(uow: UnitOfWork, proven: Proven) -> None:
    """The address of the account behind a proven challenge is verified."""
    if proven.challenge.user_id is not None:
        user = await users.get(uow, proven.challenge.user_id, lock=True)
        await users.verify(uow, user)
        security_events.record(uow, "email.verified", user_id=user.id)


async def resend(uow: UnitOfWork, flow: str) -> PendingVerification:
    """Another mail for a flow; one that is not known gets the same answer, and no mail."""
    async with uow.apart(writes=False) as reading:
        challenge = await _find(reading, flow)
        payload = challenges.payload_of(reading, challenge) if challenge else {}
        user = await users.find(reading, challenge.user_id) if challenge and challenge.user_id else None
    if user is not None and user.email_verified_at is None:
        return await ask(uow, user)
    if payload:
        return await ask_first(uow, payload, mail=await users.by_email(uow, payload["email"]) is None)
    nothing = await challenges.open_challenge(uow, ACCOUNT, subject=f"unknown/{flow}")
    return pending(nothing)


async def _find(uow: UnitOfWork, flow: str) -> Challenge | None:
    return await challenges.find(uow, ACCOUNT, flow) or await challenges.find(uow, REGISTRATION, flow)


async def _mail(uow: UnitOfWork, opened: Opened, *, to: str, name: str, locale: str) -> None:
    counter = Counter("mail", f"verify/{normalise_email(to)}", MAILS_PER_HOUR, timedelta(hours=1))
    if not await throttles.is_within(uow, counter):
        return
    link = page_url(uow.runtime, f"/verify-email?token={opened.link}")
    mails.send(uow, "email_verification", to=to, locale=locale, name=name, code=opened.code, link=link)


def _closed() -> Gone:
    return Gone("verification_closed", "This verification is over; ask for a new mail.")
