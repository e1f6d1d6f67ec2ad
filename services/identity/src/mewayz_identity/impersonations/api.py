"""Routes of impersonations."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.edge import Visiting
from mewayz_identity.impersonations import service
from mewayz_identity.impersonations.schemas import ImpersonationCreate, ImpersonationRead, ImpersonationToken
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/admin/impersonations", tag="impersonations")
SECRET = options(idempotency="none", no_impersonation=True)
Actor = Annotated[Principal, staff("platform.impersonations:write")]


@router.get("", openapi_extra={"parameters": list_parameters(service.LIST)}, response_model=Page[ImpersonationRead])
async def list_impersonations(
    request: Request, p: Annotated[Principal, staff("platform.impersonations:read")], uow: Uow
) -> Response:
    """Who acted as whom, and why."""
    query = parse_list(service.LIST, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.post("", status_code=201, openapi_extra=SECRET)
async def create(
    data: ImpersonationCreate,
    response: Response,
    visitor: Visiting,
    p: Annotated[Principal, staff("platform.impersonations:write", step_up=True)],
    uow: Uow,
) -> ImpersonationToken:
    """Act as a person for at most an hour. Both names are in every log; routes of credentials, payments, ownership,
    export and erasure answer 403 `impersonation_forbidden`. There is no refresh token.

    403 `staff_not_impersonated`, `step_up_required`, 409 `user_not_active`.
    """
    response.headers["Cache-Control"] = "no-store"
    return await service.start(uow, data, visitor)


@router.post("/{impersonation_id}/renew", openapi_extra=SECRET)
async def renew(impersonation_id: Id, response: Response, p: Actor, uow: Uow) -> ImpersonationToken:
    """The next access token of your impersonation; 410 `impersonation_ended` when its hour is over."""
    response.headers["Cache-Control"] = "no-store"
    return await service.renew(uow, impersonation_id)


@router.post("/{impersonation_id}/end", openapi_extra=options(no_impersonation=True))
async def end(impersonation_id: Id, p: Actor, uow: Uow) -> ImpersonationRead:
    """Stop acting as somebody; the token is refused within two seconds."""
    return await service.end(uow, impersonation_id)
