"""Introspection, for the gateway."""

from typing import Annotated

from mewayz_identity.api_keys import service
from mewayz_identity.api_keys.schemas import Inactive, Introspect, Introspection
from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.route import internal_router, options
from mewayz_kit.tokens import Principal

router = internal_router()


@router.post("/introspect", openapi_extra=options(idempotency="none"))
async def introspect(
    data: Introspect, p: Annotated[Principal, internal_only("gateway")], uow: Uow
) -> Introspection | Inactive:
    """What an API key may do now; `{"active": false}` for every credential that is not good."""
    return await service.introspect(uow, data.token)
