"""The public addresses that mails hold. They answer whoever asks, as often as a program likes, and show nothing."""

from base64 import b64decode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mewayz_crm.tracking import service
from mewayz_crm.tracking.service import Visit
from mewayz_kit.auth import Anyone, Uow
from mewayz_kit.route import EdgeRoute, options

router = APIRouter(
    prefix="/t",
    tags=["tracking"],
    route_class=EdgeRoute,
    generate_unique_id_function=lambda route: f"crm_tracking_{route.name}",
)
OPEN = options(rate="public", idempotency="none")
PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""One transparent dot."""
HEADERS = {"cache-control": "no-store", "x-robots-tag": "noindex", "referrer-policy": "no-referrer"}


@router.get("/o/{token}.gif", openapi_extra=OPEN, response_class=Response)
async def show_pixel(token: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """The picture of a mail, one transparent dot. 404 for one that we did not make."""
    await service.opened(uow, token, Visit(request.method, request.headers))
    return Response(PIXEL, media_type="image/gif", headers=HEADERS)


@router.head("/o/{token}.gif", openapi_extra=OPEN, response_class=Response)
async def look_at_pixel(token: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """The head of the picture, which only programs ask for."""
    return await show_pixel(token, request, p, uow)


@router.get("/c/{token}", openapi_extra=OPEN, status_code=302, response_class=RedirectResponse)
async def follow_link(token: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """On to where a link of a mail leads, and nowhere else. 404 for one that we did not make."""
    url = await service.followed(uow, token, Visit(request.method, request.headers))
    return RedirectResponse(url, 302, headers=HEADERS)


@router.head("/c/{token}", openapi_extra=OPEN, status_code=302, response_class=RedirectResponse)
async def look_at_link(token: str, request: Request, p: Anyone, uow: Uow) -> Response:
    """Where a link leads, asked by a program."""
    return await follow_link(token, request, p, uow)
