"""Erasing and exporting what the chassis cannot find by itself.

Rows of one person alone (sessions, devices, factors, consents) are erased and exported by the chassis. The security
log stays, without what could tell who it was: what happened is needed, the person is not.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mewayz_identity.api_keys import service as api_keys
from mewayz_identity.challenges import service as challenges
from mewayz_identity.exports import service as exports
from mewayz_identity.projections.members import service as members
from mewayz_identity.security_events import service as security_events
from mewayz_identity.users import service as users
from mewayz_kit.uow import UnitOfWork


async def forget(uow: UnitOfWork, user_id: UUID) -> Mapping[str, int]:
    """Stop the keys of a person, forget memberships and open questions, and blank the log."""
    await api_keys.revoke_personal(uow, user_id)
    return {
        "memberships": await members.forget(uow, user_id),
        "exports": await exports.forget(uow, user_id),
        "challenges": await challenges.forget_user(uow, user_id),
        "security_events": await security_events.blank(uow, user_id),
    }


async def collect(uow: UnitOfWork, user_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The account, its log, its keys and memberships; secrets are never among them."""
    return {
        "account": await users.rows_of(uow, user_id),
        "security_events": await security_events.rows_of(uow, user_id),
        "api_keys": await api_keys.rows_of(uow, user_id),
        "memberships": await members.rows_of(uow, user_id),
    }
