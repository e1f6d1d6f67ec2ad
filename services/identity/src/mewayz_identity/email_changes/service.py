"""Changing the address of an account.

Nothing changes until the new address is proven. The former address is told and can take the account back within
seven days: whoever has stolen a session cannot keep the account by moving it away.
"""

from datetime import datetime, timedelta

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.devices import service as devices
from mewayz_identity.edge import Visitor, page_url
from mewayz_identity.email_changes.schemas import ChangeEmail, ConfirmChange
from mewayz_identity.email_verifications import service as verifications
from mewayz_identity.email_verifications.schemas import PendingVerification
from mewayz_identity.logins import service as logins
from mewayz_identity.mails import service as mails
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Counter
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Gone, Unauthenticated
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

CHANGE, UNDO = "email_change", "email_undo"
MAILS_PER_HOUR = 5


async def ask(uow: UnitOfWork, data: ChangeEmail) -> PendingVerification:
    """Mail a code and link to the new address; if that has an account, the answer is the same and no mail leaves."""
    user = await users.get(uow, uow.user_id)
    opened = await challenges.open_challenge(
        uow, CHANGE, subject=str(user.id), user_id=user.id, payload={"email": data.email}
    )
    # Counted by account, so that nobody can flood strangers through it.
    counter = Counter("mail", f"change/{user.id}", MAILS_PER_HOUR, timedelta(hours=1))
    free = await users.by_email(uow, data.email) is None
    if free and await throttles.is_within(uow, counter):
        link = page_url(uow.runtime, f"/confirm-email?token={opened.link}")
        mails.send(uow, "email_change", to=data.email, locale=user.locale, name=user.name, code=opened.code, link=link)
    security_events.record(uow, "email.change_requested", user_id=user.id)
    return verifications.pending(opened)


async def confirm(uow: UnitOfWork, data: ConfirmChange, visitor: Visitor) -> User:
    """Move the account. 401 `invalid_code`, 409 `email_taken`, 410 `verification_closed`."""
    user_id = uow.user_id
    async with uow.apart(writes=False) as reading:
        challenge = await challenges.find(reading, CHANGE, data.flow)
        user = await users.get(reading, user_id)
    if challenge is None or challenge.user_id != user_id:
        raise Gone("verification_closed", "This change is over; ask for it again.")
    attempt = await throttles.begin_attempt(uow, account=str(user_id), device_id=None, ip=visitor.ip)
    if not await challenges.guess(uow, challenge):
        raise Gone("verification_closed", "This change is over; ask for it again.")
    if not challenges.is_answer(uow, challenge, code=data.code, link=data.token):
        await logins.note_failure(uow, user, attempt, visitor, method="email_change_code")
        raise Unauthenticated("invalid_code", "The code is not right.")
    await throttles.give_back(uow, attempt.counters)
    address = str(challenges.payload_of(uow, challenge)["email"])
    if not await challenges.consume(uow, challenge):
        raise Gone("verification_closed", "This change is over; ask for it again.")
    user = await users.get(uow, user_id, lock=True)
    former, proven_at = user.email, user.email_verified_at
    await users.move(uow, user, email=address, proven_at=uow.now)
    await challenges.void(uow, "reset", subject=str(user.id))
    await _offer_undo(uow, user, former, proven_at)
    security_events.record(uow, "email.changed", user_id=user.id)
    security_events.alert(uow, "email_changed", user_id=user.id)
    return user


async def undo(uow: UnitOfWork, token: str) -> None:
    """Take the account back to its former address and end every session. 410 `link_closed`, 409 `email_taken`."""
    async with uow.apart(writes=False) as reading:
        challenge = await challenges.find(reading, UNDO, token)
    if challenge is None or challenge.user_id is None:
        raise Gone("link_closed", "This link has been used, or is older than seven days.")
    former = challenges.payload_of(uow, challenge)
    if not await challenges.consume(uow, challenge):
        raise Gone("link_closed", "This link has been used, or is older than seven days.")
    user = await users.get(uow, challenge.user_id, lock=True)
    # Later changes are of the same thief: their ways back must not work any more.
    await challenges.void_since(uow, UNDO, user_id=user.id, moment=challenge.created_at)
    await challenges.void(uow, CHANGE, subject=str(user.id))
    await challenges.void(uow, "reset", subject=str(user.id))
    proven_at = datetime.fromisoformat(former["proven_at"]) if former["proven_at"] else None
    await users.move(uow, user, email=former["email"], proven_at=proven_at)
    await sessions.revoke_all(uow, user.id, reason="email_undone")
    await devices.untrust_all(uow, user.id)
    security_events.record(uow, "email.change_undone", user_id=user.id)
    security_events.alert(uow, "email_changed", user_id=user.id, undone=True)


async def _offer_undo(uow: UnitOfWork, user: User, former: str, proven_at: datetime | None) -> None:
    # Every change has a way back of its own: a second change must not void that of the first.
    opened = await challenges.open_challenge(
        uow,
        UNDO,
        subject=str(new_id()),
        user_id=user.id,
        life=challenge_rules.UNDO_LIFE,
        payload={"email": former, "proven_at": proven_at.isoformat() if proven_at else None},
    )
    if normalise_email(former) != user.email_norm:
        link = page_url(uow.runtime, f"/undo-email-change?token={opened.handle}")
        mails.send(uow, "email_changed", to=former, locale=user.locale, name=user.name, email=user.email, link=link)
