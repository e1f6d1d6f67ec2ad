"""The addresses that providers report to: no login, a secret word in the address, a signature where there is one."""

from fastapi import APIRouter, Request, Response

from mewayz_crm.providers import service
from mewayz_crm.providers.service import Delivery
from mewayz_kit.auth import Anyone, Uow
from mewayz_kit.route import EdgeRoute, options

router = APIRouter(
    prefix="/providers",
    tags=["providers"],
    route_class=EdgeRoute,
    generate_unique_id_function=lambda route: f"crm_providers_{route.name}",
)
OPEN = options(rate="public", idempotency="none")


@router.post("/{provider}/events/{endpoint}", status_code=200, openapi_extra=OPEN)
async def take_events(provider: str, endpoint: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """What Elastic Email, SendGrid, Mailgun or SES (by SNS) report about our mails. 404 for an address that was not set
    up, 403 `signature_invalid`, 400 for what is no event. Safe to repeat."""
    await service.receive(uow, provider, endpoint, Delivery(request.headers, await request.body()))
    return Response(status_code=200)


@router.get("/{provider}/events/{endpoint}", status_code=200, openapi_extra=OPEN)
async def take_query(provider: str, endpoint: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """What Elastic Email reports in the parameters of a GET; it wants to hear 200. Safe to repeat."""
    await service.receive_query(uow, provider, endpoint, dict(request.query_params))
    return Response(status_code=200)
