"""Revocations, for the gateway."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from mewayz_identity.revocations import service
from mewayz_identity.revocations.schemas import Revocations
from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal

router = internal_router()


@router.get("/revocations")
async def revocations(
    p: Annotated[Principal, internal_only("gateway")],
    uow: Uow,
    since: Annotated[AwareDatetime | None, Query(description="`as_of` of the last answer.")] = None,
) -> Revocations:
    """Sessions, API keys and signing keys revoked since a moment, at most the life of an access token ago."""
    return await service.since(uow, since)
