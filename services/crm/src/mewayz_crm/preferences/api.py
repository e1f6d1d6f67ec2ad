"""The public pages behind the links of mails: no login, no cookie, no script. GET never changes anything."""

from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from mewayz_crm.preferences import service
from mewayz_crm.preferences.pages import page, problem_page
from mewayz_crm.preferences.schemas import PreferenceForm
from mewayz_kit.auth import Anyone, Uow
from mewayz_kit.errors import Problem
from mewayz_kit.route import EdgeRoute, options

router = APIRouter(
    tags=["preferences"],
    route_class=EdgeRoute,
    default_response_class=HTMLResponse,
    generate_unique_id_function=lambda route: f"crm_preferences_{route.name}",
)
# A link answers whoever holds it, and again as often as a mail program asks.
OPEN = options(rate="public", idempotency="none", body_limit=65_536)


@router.get("/u/{token}", openapi_extra=OPEN)
async def ask_to_leave(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """The page that asks whether to unsubscribe; changes nothing. 404 for a link that we did not make."""
    return await shown(request, "say", service.ask_to_leave(uow, token))


@router.post("/u/{token}", openapi_extra=OPEN)
async def leave(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """One-click unsubscription (RFC 8058). Safe to repeat; works after the list is deleted."""
    return await shown(request, "say", service.leave(uow, token))


@router.get("/confirm/{token}", openapi_extra=OPEN)
async def ask_to_confirm(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """The page behind a confirmation mail; changes nothing, since programs open links before people do."""
    return await shown(request, "say", service.ask_to_confirm(uow, token))


@router.post("/confirm/{token}", openapi_extra=OPEN)
async def confirm(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """Confirm a subscription; safe to repeat. 410 when there is nothing to confirm any more."""
    return await shown(request, "say", service.confirm(uow, token))


@router.get("/preferences/{token}", openapi_extra=OPEN)
async def show(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """The lists a person may choose from, and what is kept about the address."""
    return await shown(request, "preferences", service.show(uow, token))


@router.post("/preferences/{token}", openapi_extra=OPEN)
async def choose(
    token: str, data: Annotated[PreferenceForm, Form()], request: Request, p: Anyone, uow: Uow
) -> HTMLResponse:
    """Join and leave lists as ticked, or with `choice=leave_all` get nothing any more.

    `choice=data` and `choice=erase` change nothing: they send a link to the address, at most one an hour, which holds
    for a day.
    """
    return await shown(request, "preferences", service.choose(uow, token, data))


async def shown(request: Request, name: str, asked: Awaitable[dict[str, Any]]) -> HTMLResponse:
    """A page, or the refusal as a page."""
    try:
        return page(name, await asked)
    except Problem as problem:
        return problem_page(request, problem)
