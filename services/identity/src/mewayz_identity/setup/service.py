"""Making the first administrator.

There is no default login. The token is derived from the service's secret, so only who can read that secret can
print it; it works until somebody has used it, and never again.
"""

import base64
import hmac

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import Visitor
from mewayz_identity.logins import service as logins
from mewayz_identity.logins.service import SignedIn, Way
from mewayz_identity.passwords import service as passwords
from mewayz_identity.setup.models import Setup
from mewayz_identity.setup.schemas import FirstAdmin
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Counter
from mewayz_identity.users import service as users
from mewayz_kit.crypto import Crypto
from mewayz_kit.errors import Conflict, Unauthenticated
from mewayz_kit.uow import UnitOfWork

TRIES = 10


def token_of(crypto: Crypto) -> str:
    """The set-up token of an installation."""
    return base64.b32encode(crypto.keyed_hash("first-admin", "setup")[:20]).decode().lower()


async def is_done(uow: UnitOfWork) -> bool:
    """Whether the first administrator exists."""
    return bool(await uow.scalar(sa.select(sa.func.count(col(Setup.id)))))


async def make_first_admin(uow: UnitOfWork, data: FirstAdmin, visitor: Visitor) -> SignedIn:
    """Make the first super_admin and sign in; 401 `invalid_setup_token`, 409 `already_set_up`."""
    counter = Counter("setup", visitor.ip or "unknown", TRIES)
    async with uow.apart() as unit:
        await throttles.count(unit, counter)
    if not hmac.compare_digest(token_of(uow.runtime.crypto), data.token.strip().lower()):
        raise Unauthenticated("invalid_setup_token", "This is not the set-up token of this installation.")
    async with uow.apart(writes=False) as reading:
        if await is_done(reading):
            raise Conflict("already_set_up", "The first administrator exists already.")
    encoded = await passwords.accepted_hash(uow, data.password, about=[data.email, data.name], earlier=[])
    user = await users.create(
        uow,
        email=data.email,
        name=data.name,
        locale=data.locale,
        timezone=data.timezone,
        source="setup",
        # Whoever holds the operator's secret vouches for the address; there may be no mail yet.
        verified=True,
    )
    uow.add(Setup(user_id=user.id))
    await uow.flush()
    await passwords.store(uow, user.id, encoded)
    await staff_members.found(uow, user.id)
    return await logins.complete(uow, user, visitor, Way("pwd", data.client, None), amr=["pwd"])
