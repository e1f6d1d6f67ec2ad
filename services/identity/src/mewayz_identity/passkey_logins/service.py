"""Signing in by a passkey. The authenticator must have verified its owner, so it counts as both factors."""

from base64 import b64decode, b64encode

from webauthn.helpers import generate_challenge

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.edge import Visitor
from mewayz_identity.factors import service as factors
from mewayz_identity.logins import service as logins
from mewayz_identity.logins.service import SignedIn, Way
from mewayz_identity.passkey_logins.schemas import PasskeyLogin
from mewayz_identity.passkeys import ceremonies
from mewayz_identity.passkeys import service as passkeys
from mewayz_identity.passkeys.schemas import PasskeyOptions
from mewayz_identity.throttles import service as throttles
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN
from mewayz_kit.errors import Forbidden, Unauthenticated
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

PURPOSE = "passkey_login"


async def ask(uow: UnitOfWork) -> PasskeyOptions:
    """A question for whatever passkey the authenticator has for this host."""
    nonce, life = generate_challenge(), challenge_rules.LOGIN_LIFE
    opened = await challenges.open_challenge(
        uow,
        PURPOSE,
        subject=str(new_id()),
        life=life,
        payload={"challenge": b64encode(nonce).decode()},
        coded=False,
    )
    options = ceremonies.request_options(uow.runtime, challenge=nonce, allowed=(), verify=True)
    return PasskeyOptions(flow=opened.handle, public_key=options, expires_in=int(life.total_seconds()))


async def log_in(uow: UnitOfWork, data: PasskeyLogin, visitor: Visitor) -> SignedIn:
    """Check what the authenticator has signed; 401 `invalid_passkey` for unknown ones as well."""
    async with uow.apart(writes=False) as reading:
        challenge = await challenges.find(reading, PURPOSE, data.flow)
        if challenge is None:
            raise Unauthenticated("challenge_closed", "This sign-in is over; ask for new options.")
        expected = b64decode(challenges.payload_of(reading, challenge)["challenge"])
        owner = await passkeys.owner_of(reading, data.credential)
        user = await users.find(reading, owner) if owner else None
    # A counter of its own: failed passwords must not lock out whoever holds a passkey.
    account = f"{user.id if user else data.credential.raw_id}/passkey"
    attempt = await throttles.begin_attempt(uow, account=account, device_id=None, ip=visitor.ip)
    if not await challenges.guess(uow, challenge):
        raise Unauthenticated("challenge_closed", "This sign-in is over; ask for new options.")
    is_right = (
        user is not None
        and await challenges.consume(uow, challenge)
        and await passkeys.prove(uow, user_id=user.id, given=data.credential, expected=expected, verify=True)
    )
    if user is None or not is_right:
        await uow.close()  # Takes back what this request began, so that the failure can be kept apart from it.
        await logins.note_failure(uow, user, attempt, visitor, method="passkey")
        raise Unauthenticated("invalid_passkey", "This passkey is not known here, or did not verify its owner.")
    if user.status not in SIGN_IN:
        raise Forbidden("account_disabled", "This account is disabled.")
    await throttles.give_back(uow, attempt.counters)
    way = Way(factors.AMR["passkey"], data.client, data.device_token)
    return await logins.complete(uow, user, visitor, way, amr=[way.method, "user", "mfa"])
