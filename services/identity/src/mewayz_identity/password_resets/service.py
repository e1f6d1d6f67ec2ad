"""Resetting passwords.

The request only enqueues a job, whatever the address: what an outsider sees is the same for known and unknown
ones, to the millisecond.
"""

from base64 import b64decode, b64encode
from datetime import timedelta

from mewayz_identity.api_keys import service as api_keys
from mewayz_identity.challenges import service as challenges
from mewayz_identity.devices import service as devices
from mewayz_identity.edge import page_url
from mewayz_identity.mails import service as mails
from mewayz_identity.password_resets.schemas import ResetConfirm, SealedAddress
from mewayz_identity.passwords import service as passwords
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.takeovers import service as takeovers
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Counter
from mewayz_identity.users import service as users
from mewayz_identity.users.models import User
from mewayz_identity.users.rules import SIGN_IN, normalise_email
from mewayz_kit.errors import Gone
from mewayz_kit.uow import UnitOfWork

PURPOSE, SEAL = "reset", "password-reset"
MAILS_PER_HOUR = 5
INVITATION_LIFE = timedelta(days=14)


def request(uow: UnitOfWork, email: str) -> None:
    """Accept a request for any address."""
    # The job's function is looked up when needed: handlers may import services, never the other way round.
    from mewayz_identity.password_resets.handlers import start_password_reset

    sealed = uow.runtime.crypto.seal(SEAL, email.encode())
    uow.enqueue(start_password_reset, SealedAddress(sealed=b64encode(sealed).decode()))


async def start(uow: UnitOfWork, data: SealedAddress) -> None:
    """Mail a link if the address has an account that can sign in; older links are void."""
    email = uow.runtime.crypto.open(SEAL, b64decode(data.sealed)).decode()
    user = await users.by_email(uow, email)
    if user is None or user.status not in SIGN_IN:
        return
    counter = Counter("mail", f"reset/{normalise_email(email)}", MAILS_PER_HOUR, timedelta(hours=1))
    if not await throttles.is_within(uow, counter):
        return
    opened = await challenges.open_challenge(uow, PURPOSE, subject=str(user.id), user_id=user.id)
    link = page_url(uow.runtime, f"/reset-password?token={opened.handle}")
    security_events.record(uow, "password.reset_requested", user_id=user.id)
    mails.send(uow, "password_reset", to=user.email, locale=user.locale, name=user.name, link=link)


async def invite(uow: UnitOfWork, user: User, *, text: str = "account_claim") -> None:
    """Mail a link by which somebody chooses a password, good for 14 days; older links are void."""
    opened = await challenges.open_challenge(uow, PURPOSE, subject=str(user.id), user_id=user.id, life=INVITATION_LIFE)
    mails.notice(uow, text, user, link=page_url(uow.runtime, f"/reset-password?token={opened.handle}"))


async def confirm(uow: UnitOfWork, data: ResetConfirm) -> None:
    """Set a new password by a mailed link. Every session ends; a second factor stays and is asked for at the next
    sign-in. 410 `link_closed`, 422 for a weak password (the link stays good then)."""
    async with uow.apart(writes=False) as reading:
        challenge = await challenges.find(reading, PURPOSE, data.token)
        if challenge is None or challenge.user_id is None:
            raise _closed()
        user = await users.get(reading, challenge.user_id)
        earlier = await passwords.hash_of(reading, user.id)
    about = [user.email, user.name, user.username or ""]
    encoded = await passwords.accepted_hash(uow, data.password, about=about, earlier=earlier)
    if not await challenges.consume(uow, challenge):
        raise _closed()
    user = await users.get(uow, user.id, lock=True)
    if user.status not in SIGN_IN:
        raise _closed()
    if user.email_verified_at is None:
        await takeovers.take_over(uow, user, by="reset")
    await passwords.store(uow, user.id, encoded)
    await sessions.revoke_all(uow, user.id, reason="reset")
    await devices.untrust_all(uow, user.id)
    if data.revoke_api_keys:
        await api_keys.revoke_personal(uow, user.id)
    security_events.record(uow, "password.reset", user_id=user.id)
    security_events.alert(uow, "password_changed", user_id=user.id)
    mails.send(uow, "password_changed", to=user.email, locale=user.locale, name=user.name)


def _closed() -> Gone:
    return Gone("link_closed", "This link has been used, replaced by a newer one, or is older than an hour.")
