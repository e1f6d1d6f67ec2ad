"""Throwing a stranger out.

Whoever signed in knew the password. So the sign-ins end, the device is forgotten, and a link for a new password
goes to the address of the account.
"""

from uuid import UUID

from mewayz_identity.challenges import service as challenges
from mewayz_identity.devices import service as devices
from mewayz_identity.logins.service import DISOWN
from mewayz_identity.password_resets import service as password_resets
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.users import service as users
from mewayz_kit.errors import Gone
from mewayz_kit.uow import UnitOfWork


async def disown(uow: UnitOfWork, token: str) -> None:
    """End every session of the account and forget the new device. 410 `link_closed`."""
    async with uow.apart(writes=False) as reading:
        challenge = await challenges.find(reading, DISOWN, token)
    if challenge is None or challenge.user_id is None:
        raise _closed()
    told = challenges.payload_of(uow, challenge)
    if not await challenges.consume(uow, challenge):
        raise _closed()
    user = await users.get(uow, challenge.user_id, lock=True)
    await sessions.revoke_all(uow, user.id, reason="disowned")
    await devices.remove(uow, user.id, UUID(told["device_id"]))
    await devices.untrust_all(uow, user.id)
    security_events.record(uow, "login.disowned", user_id=user.id, session_id=told["session_id"])
    password_resets.request(uow, user.email)


def _closed() -> Gone:
    return Gone("link_closed", "This link has been used, or is older than seven days.")
