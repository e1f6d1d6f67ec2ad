"""Routes of lead magnets, and the page behind their links."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from mewayz_crm.lead_magnets import downloading, service
from mewayz_crm.lead_magnets.schemas import LeadMagnetCreate, LeadMagnetUpdate
from mewayz_crm.preferences.pages import page, problem_page
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.errors import Problem
from mewayz_kit.resource import Resource
from mewayz_kit.route import EdgeRoute, options

lead_magnets = Resource(
    "crm/lead-magnets",
    service.magnets,
    create=LeadMagnetCreate,
    update=LeadMagnetUpdate,
    permission="crm.lead_magnets",
    feature="lead-forms",
    search=("name",),
    filter=("name", "media_id", "list_id", "created_at"),
    sort=("created_at", "name"),
)
router = lead_magnets.router
public = APIRouter(
    tags=["lead_magnets"],
    route_class=EdgeRoute,
    default_response_class=HTMLResponse,
    generate_unique_id_function=lambda route: f"crm_lead_magnets_{route.name}",
)
OPEN = options(rate="public", idempotency="none", body_limit=65_536)


@public.get("/magnets/{token}", openapi_extra=OPEN)
async def offer(token: str, request: Request, p: Anonymous, uow: Uow) -> HTMLResponse:
    """The page that offers the file of a lead magnet. 404 for a link that we did not make, 410 once it has ended."""
    try:
        return page("say", await downloading.show(uow, token), leads_anywhere=True)
    except Problem as problem:
        return problem_page(request, problem)


@public.post("/magnets/{token}", status_code=303, response_class=RedirectResponse, openapi_extra=OPEN)
async def download(token: str, request: Request, p: Anonymous, uow: Uow) -> Response:
    """Lead to the file, by a link that holds for ten minutes. Safe to repeat; the first time counts for the score."""
    try:
        url = await downloading.download(uow, token)
    except Problem as problem:
        return problem_page(request, problem)
    return RedirectResponse(url, 303, headers={"cache-control": "no-store"})
