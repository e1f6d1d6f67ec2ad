"""The address that a mail server hands incoming mail to."""

from fastapi import APIRouter, Request, Response

from mewayz_crm.inbound_mail import service
from mewayz_kit.auth import Anyone, Uow
from mewayz_kit.route import EdgeRoute, options

router = APIRouter(
    prefix="/inbound-mail",
    tags=["inbound_mail"],
    route_class=EdgeRoute,
    generate_unique_id_function=lambda route: f"crm_inbound_mail_{route.name}",
)


@router.post(
    "/{endpoint}",
    status_code=204,
    openapi_extra=options(rate="public", idempotency="none", body_limit=service.LARGEST),
)
async def take_mail(endpoint: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """One raw mail (RFC 5322) as the body: a bounce, a complaint, an unsubscription or a reply acts on the message that
    it is about. 404 for an address that was not set up, 413 above 10 MiB. Safe to repeat."""
    await service.receive(uow, endpoint, await request.body())
    return Response(status_code=204)
