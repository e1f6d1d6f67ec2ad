"""Routes of erasures."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.erasures import service
from mewayz_identity.erasures.schemas import ErasureCreate, ErasureRead, StaffErasureRead
from mewayz_kit.answers import list_parameters, page_answer, unless_known
from mewayz_kit.auth import Person, Uow, account, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/erasures")
every_one = new_router("identity/admin/erasures", tag="admin_erasures")
GUARDED = options(no_impersonation=True, while_leaving=True)
READING = options(while_leaving=True)
Proven = Annotated[Principal, account(step_up=True)]
Reader = Annotated[Principal, staff("platform.erasures:read")]


@router.get(
    "", openapi_extra=READING | {"parameters": list_parameters(service.OWN_LIST)}, response_model=Page[ErasureRead]
)
async def list_erasures(request: Request, p: Person, uow: Uow) -> Response:
    """Deletions of your account, newest first."""
    query = parse_list(service.OWN_LIST, request.query_params.multi_items())
    return page_answer(await service.own_page(uow, query), query)


@router.post("", status_code=201, openapi_extra=GUARDED)
async def create(data: ErasureCreate, response: Response, p: Proven, uow: Uow) -> ErasureRead:
    """Delete your account, in 14 days. You are signed out everywhere at once; until then you can sign in, export
    your data, and cancel. 403 `step_up_required`, 409 `erasure_open`, `is_staff`, 422 when `confirm` is wrong."""
    row = await service.request(uow, data)
    response.headers["Location"] = f"/api/v1/identity/erasures/{row.id}"
    return await service.OWN.show_one(uow, row)


@router.get("/{erasure_id}", openapi_extra=READING, response_model=ErasureRead)
async def get(erasure_id: Id, request: Request, p: Person, uow: Uow) -> Response:
    """One deletion with what stands against it and which services have answered."""
    row = await service.own(uow, erasure_id)
    return unless_known(request, await service.OWN.show_one(uow, row))


@router.post("/{erasure_id}/cancel", openapi_extra=GUARDED)
async def cancel(erasure_id: Id, p: Person, uow: Uow) -> ErasureRead:
    """Keep the account. 409 `invalid_transition` once the deletion runs."""
    row = await service.cancel(uow, erasure_id)
    return await service.OWN.show_one(uow, row)


@router.post("/{erasure_id}/retry", openapi_extra=GUARDED)
async def retry(erasure_id: Id, p: Person, uow: Uow) -> ErasureRead:
    """What stood against it is settled: ask every service again. 409 `invalid_transition` unless it is blocked."""
    row = await service.retry(uow, erasure_id)
    return await service.OWN.show_one(uow, row)


@every_one.get(
    "", openapi_extra={"parameters": list_parameters(service.ALL_LIST)}, response_model=Page[StaffErasureRead]
)
async def list_all(request: Request, p: Reader, uow: Uow) -> Response:
    """Deletions of all accounts, newest first, with the services each one waits for."""
    query = parse_list(service.ALL_LIST, request.query_params.multi_items())
    return page_answer(await service.ALL.page(uow, query), query)


@every_one.get("/{erasure_id}", response_model=StaffErasureRead)
async def get_one(erasure_id: Id, request: Request, p: Reader, uow: Uow) -> Response:
    """One deletion."""
    return unless_known(request, await service.ALL.read_one(uow, erasure_id))
