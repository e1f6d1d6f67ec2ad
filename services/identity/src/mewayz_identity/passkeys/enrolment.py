"""Enrolling a passkey."""

from base64 import b64decode, b64encode

from webauthn.helpers import generate_challenge

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.credentials import service as credentials
from mewayz_identity.factors import service as factors
from mewayz_identity.passkeys import ceremonies, service
from mewayz_identity.passkeys.schemas import PasskeyAdded, PasskeyCreate, PasskeyOptions
from mewayz_identity.users import service as users
from mewayz_kit.errors import Gone
from mewayz_kit.uow import UnitOfWork

PURPOSE = "passkey_add"


async def ask(uow: UnitOfWork) -> PasskeyOptions:
    """What the authenticator needs to make a passkey for the caller."""
    user, nonce, life = await users.get(uow, uow.user_id), generate_challenge(), challenge_rules.LOGIN_LIFE
    options = ceremonies.creation_options(
        uow.runtime,
        user_id=user.id,
        email=user.email,
        name=user.name,
        challenge=nonce,
        known=await service.ids_of(uow, user.id),
    )
    opened = await challenges.open_challenge(
        uow,
        PURPOSE,
        subject=f"{user.id}/{uow.principal.session_id}",
        user_id=user.id,
        life=life,
        payload={"challenge": b64encode(nonce).decode()},
        coded=False,
    )
    return PasskeyOptions(flow=opened.handle, public_key=options, expires_in=int(life.total_seconds()))


async def add(uow: UnitOfWork, data: PasskeyCreate) -> PasskeyAdded:
    """Keep the passkey that answers a question of the caller's. It is a second factor from now on, so this session
    counts as proven, and with the first one recovery codes are made."""
    challenge = await challenges.find(uow, PURPOSE, data.flow)
    if challenge is None or challenge.user_id != uow.user_id:
        raise _closed()
    expected = b64decode(challenges.payload_of(uow, challenge)["challenge"])
    if not await challenges.consume(uow, challenge):
        raise _closed()
    user = await users.get(uow, uow.user_id, lock=True)
    row = await service.add(uow, user_id=user.id, given=data.credential, expected=expected, name=data.name)
    codes = await factors.first_codes(uow, user.id)
    await credentials.prove_session(uow, factors.AMR["passkey"])
    await credentials.changed(uow, user, "passkey_added")
    shown = await service.RECORDS.show_one(uow, row)
    return PasskeyAdded(**shown.model_dump(), recovery_codes=codes)


def _closed() -> Gone:
    return Gone("flow_closed", "This question is over; ask for new options.")
