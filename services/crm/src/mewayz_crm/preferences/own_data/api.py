"""The pages behind the links of own data: a GET only asks."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from mewayz_crm.personal_data.schemas import AddressData
from mewayz_crm.preferences.api import OPEN, shown
from mewayz_crm.preferences.own_data import service
from mewayz_crm.preferences.pages import HEADERS
from mewayz_kit.auth import Anyone, Uow
from mewayz_kit.route import EdgeRoute

router = APIRouter(
    tags=["own_data"],
    route_class=EdgeRoute,
    generate_unique_id_function=lambda route: f"crm_own_data_{route.name}",
)


@router.get("/preferences/data/{token}", openapi_extra=OPEN, response_class=HTMLResponse)
async def ask_for_data(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """The page that offers the download. 410 a day after the link was asked for."""
    return await shown(request, "say", service.show(uow, token, "data"))


@router.post("/preferences/data/{token}", openapi_extra=OPEN)
async def download_data(token: str, response: Response, p: Anyone, uow: Uow) -> AddressData:
    """Everything that is stored about whoever has the address, as a file of JSON."""
    response.headers.update(HEADERS | {"content-disposition": 'attachment; filename="my-data.json"'})
    return await service.download(uow, token)


@router.get("/preferences/erase/{token}", openapi_extra=OPEN, response_class=HTMLResponse)
async def ask_to_erase(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """The page that asks whether to erase everything; changes nothing. 410 a day after the link was asked for."""
    return await shown(request, "say", service.show(uow, token, "erase"))


@router.post("/preferences/erase/{token}", openapi_extra=OPEN, response_class=HTMLResponse)
async def erase(token: str, request: Request, p: Anyone, uow: Uow) -> HTMLResponse:
    """Erase whoever has the address for good, as `contacts/{id}/erase` does. Safe to repeat."""
    return await shown(request, "say", service.erase(uow, token))
