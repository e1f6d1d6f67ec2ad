"""Routes of lead forms, and the address that pages and servers post answers to."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from mewayz_crm.lead_forms import receiving, service
from mewayz_crm.lead_forms.schemas import Answers, LeadFormCreate, LeadFormUpdate, Received
from mewayz_crm.lead_forms.taking import FEATURES
from mewayz_crm.lead_forms.template_parts import parts
from mewayz_kit.auth import Anonymous, Uow, require
from mewayz_kit.errors import Problem
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import EdgeRoute, options
from mewayz_kit.templates.packages import Package, export_package
from mewayz_kit.tokens import Principal

lead_forms = Resource(
    "crm/lead-forms",
    service.forms,
    create=LeadFormCreate,
    update=LeadFormUpdate,
    permission="crm.lead_forms",
    feature=FEATURES,
    search=("name",),
    filter=("name", "source", "form_id", "active", "created_at"),
    sort=("created_at", "name"),
    on_create=service.create,
    on_update=service.update,
)
router = lead_forms.router


@router.get("/{form_id}/export")
async def export_form(
    form_id: Id,
    p: Annotated[Principal, require("crm.lead_forms:export", feature="lead-forms")],
    uow: Uow,
    format: Annotated[Literal["template"], Query()] = "template",
) -> Package:
    """What answers become, as a package for the template market, without lists, people, stages and origins. A form of
    `social` is in it as the part `form`, to be put beside it. 409 `not_portable`."""
    return await export_package(uow, parts, form_id)


public = APIRouter(
    tags=["lead_forms"],
    route_class=EdgeRoute,
    generate_unique_id_function=lambda route: f"crm_lead_forms_{route.name}",
)
OPEN = options(rate="public", idempotency="none", body_limit=262_144, cors="own")
Origin = Annotated[str | None, Header(max_length=300)]


@public.options("/lead-forms/{key}", status_code=204, openapi_extra=OPEN)
async def preflight(key: str, p: Anonymous, uow: Uow, origin: Origin = None) -> Response:
    """What a page may send (CORS): permission for the origins of the form, nothing for any other."""
    return Response(status_code=204, headers=dict(await receiving.preflight(uow, key=key, origin=origin)))


@public.post("/lead-forms/{key}", status_code=202, openapi_extra=OPEN)
async def receive(
    key: str, data: Answers, response: Response, p: Anonymous, uow: Uow, origin: Origin = None
) -> Received:
    """Fill in a form. 202 whatever becomes of it: visitors are not told who is known.

    404 for a key that leads to no active form, 403 `origin_not_allowed` for a page whose origin is not listed, 422 at
    the answer that is mapped to the address when it is none, and at `/captcha` where the form demands a solved one
    (`required`, `captcha_failed`); 409 `provider_not_configured` where its provider does not know the keys of the form,
    503 while it does not answer.
    """
    form = await receiving.find(uow, key=key, origin=origin)
    readable = receiving.allowing(origin)
    response.headers.update(readable)
    try:
        await receiving.receive(uow, form, data)
    except Problem as problem:
        problem.headers.update(readable)  # so that the page can read why
        raise
    return Received(received=True)
