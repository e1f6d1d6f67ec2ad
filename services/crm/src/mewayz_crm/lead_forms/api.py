"""Routes of lead forms, and the address that pages and servers post answers to."""

from typing import Annotated

from fastapi import APIRouter, Header

from mewayz_crm.lead_forms import service
from mewayz_crm.lead_forms.schemas import Answers, LeadFormCreate, LeadFormUpdate, Received
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.resource import Resource
from mewayz_kit.route import EdgeRoute, options

lead_forms = Resource(
    "crm/lead-forms",
    service.forms,
    create=LeadFormCreate,
    update=LeadFormUpdate,
    permission="crm.lead_forms",
    feature="lead-forms",
    search=("name",),
    filter=("name", "source", "form_id", "active", "created_at"),
    sort=("created_at", "name"),
    on_create=service.create,
    on_update=service.update,
)
router = lead_forms.router
public = APIRouter(
    tags=["lead_forms"],
    route_class=EdgeRoute,
    generate_unique_id_function=lambda route: f"crm_lead_forms_{route.name}",
)
OPEN = options(rate="public", idempotency="none", body_limit=262_144)


@public.post("/lead-forms/{key}", status_code=202, openapi_extra=OPEN)
async def receive(
    key: str, data: Answers, p: Anonymous, uow: Uow, origin: Annotated[str | None, Header()] = None
) -> Received:
    """Fill in a form. 202 whatever becomes of it: visitors are not told who is known.

    404 for a key that leads to no active form, 403 `origin_not_allowed` for a page whose origin is not listed, 422 at
    the answer that is mapped to the address when it is none.
    """
    await service.receive(uow, key=key, data=data, origin=origin)
    return Received(received=True)
