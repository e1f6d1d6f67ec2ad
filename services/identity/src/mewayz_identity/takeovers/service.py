"""Handing an unproven account to the owner of its address.

Whoever registered it may be a stranger who waits for the owner to come. So everything that was made before the
proof goes: credentials, sessions with their refresh tokens, devices, keys, links and open questions.
"""

from mewayz_identity.api_keys import service as api_keys
from mewayz_identity.challenges import service as challenges
from mewayz_identity.devices import service as devices
from mewayz_identity.factors import service as factors
from mewayz_identity.passwords import service as passwords
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.social_links import service as social_links
from mewayz_identity.users import service as users
from mewayz_identity.users.service import User
from mewayz_kit.uow import UnitOfWork


async def take_over(uow: UnitOfWork, user: User, *, by: str) -> None:
    """Remove what was made before the proof, and verify the address. `by` is how it was proven."""
    await factors.remove_all(uow, user.id)
    await passwords.remove(uow, user_id=user.id)
    await social_links.remove_all(uow, user.id)
    await devices.forget_all(uow, user.id)
    await api_keys.revoke_personal(uow, user.id)
    await sessions.revoke_all(uow, user.id, reason="taken_over")
    await challenges.forget_user(uow, user.id)
    await users.verify(uow, user)
    security_events.record(uow, "account.taken_over", user_id=user.id, by=by)
