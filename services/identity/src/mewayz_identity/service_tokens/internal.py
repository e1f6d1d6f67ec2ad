"""Service tokens, for every service."""

from fastapi import Request

from mewayz_identity.service_tokens import service
from mewayz_identity.service_tokens.schemas import Assertion, ServiceToken
from mewayz_kit.auth import Anyone
from mewayz_kit.route import internal_router, options

router = internal_router()


@router.post("/service-tokens", openapi_extra=options(idempotency="none"))
async def swap(data: Assertion, request: Request, p: Anyone) -> ServiceToken:
    """A one-minute token for the service that signed the assertion; 401 `invalid_assertion`."""
    return ServiceToken(token=await service.swap(request.app.state.runtime, data.assertion))
