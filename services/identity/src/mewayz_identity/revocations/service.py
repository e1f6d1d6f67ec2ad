"""Collecting revocations."""

from datetime import datetime, timedelta

from mewayz_identity.api_keys import service as api_keys
from mewayz_identity.revocations.schemas import Revocations
from mewayz_identity.sessions import service as sessions
from mewayz_identity.signing_keys import service as signing_keys
from mewayz_identity.tokens.rules import ACCESS_LIFE
from mewayz_kit.uow import UnitOfWork

OVERLAP = timedelta(seconds=10)
"""A revocation is stamped before it commits, so the last seconds are told twice rather than never."""


async def since(uow: UnitOfWork, moment: datetime | None) -> Revocations:
    """What was revoked since `moment`. Older than the life of an access token is never needed."""
    now = uow.now
    start = max(moment or now - ACCESS_LIFE, now - ACCESS_LIFE) - OVERLAP
    return Revocations(
        sessions=await sessions.revoked_since(uow, start),
        keys=await api_keys.revoked_since(uow, start),
        kids=await signing_keys.removed_since(uow, start),
        as_of=now,
    )
