"""Routes of exports."""

from typing import Annotated

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from mewayz_identity.exports import service
from mewayz_identity.exports.schemas import ExportRead
from mewayz_kit.answers import list_parameters, page_answer, unless_known
from mewayz_kit.auth import Person, Uow, account
from mewayz_kit.ids import Id
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/exports")
GUARDED = options(no_impersonation=True, while_leaving=True)
READING = options(while_leaving=True)
DOWNLOAD = options(no_impersonation=True, while_leaving=True, stream=True)


@router.get("", openapi_extra=READING | {"parameters": list_parameters(service.LIST)}, response_model=Page[ExportRead])
async def list_exports(request: Request, p: Person, uow: Uow) -> Response:
    """Your exports, newest first."""
    query = parse_list(service.LIST, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.post("", status_code=201, openapi_extra=GUARDED)
async def create(response: Response, p: Person, uow: Uow) -> ExportRead:
    """Ask for everything the platform holds about you. Every service hands over its part; you get a mail when the
    archive is ready. 409 `export_running` while one is being made."""
    made = await service.request(uow)
    response.headers["Location"] = f"/api/v1/identity/exports/{made.id}"
    return made


@router.get("/{export_id}", openapi_extra=READING, response_model=ExportRead)
async def get(export_id: Id, request: Request, p: Person, uow: Uow) -> Response:
    """One of your exports."""
    return unless_known(request, await service.RECORDS.read_one(uow, export_id))


@router.post("/{export_id}/retry", openapi_extra=GUARDED)
async def retry(export_id: Id, p: Person, uow: Uow) -> ExportRead:
    """Begin a failed export again. 409 `invalid_transition`, `export_running`."""
    return await service.retry(uow, export_id)


@router.get("/{export_id}/download", response_class=StreamingResponse, openapi_extra=DOWNLOAD)
async def download(export_id: Id, p: Annotated[Principal, account(step_up=True)], uow: Uow) -> StreamingResponse:
    """The archive (ZIP): a folder per service with JSON and CSV, and `manifest.json` with the SHA-256 of each file.
    403 `step_up_required`, 409 `export_not_ready`, 410 `export_expired` after seven days."""
    content = await service.download(uow, export_id)
    headers = {
        "Content-Disposition": f'attachment; filename="mewayz-export-{export_id}.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(content, media_type="application/zip", headers=headers)
