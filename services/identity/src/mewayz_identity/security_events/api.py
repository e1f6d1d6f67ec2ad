"""Routes of the security log."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.security_events import service
from mewayz_identity.security_events.schemas import SecurityEventRead
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow, staff
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

own = new_router("identity/security-events")
every_one = new_router("identity/admin/security-events")


@own.get("", openapi_extra={"parameters": list_parameters(service.OWN)}, response_model=Page[SecurityEventRead])
async def list_own(request: Request, p: Person, uow: Uow) -> Response:
    """What happened to your account, newest first: sign-ins, failures, changes of credentials, keys and sessions."""
    query = parse_list(service.OWN, request.query_params.multi_items())
    return page_answer(await service.page_of_user(uow, query, user_id=uow.user_id), query)


@every_one.get("", openapi_extra={"parameters": list_parameters(service.ALL)}, response_model=Page[SecurityEventRead])
async def list_all(
    request: Request, p: Annotated[Principal, staff("platform.security_events:read")], uow: Uow
) -> Response:
    """The security log of the whole platform, newest first."""
    query = parse_list(service.ALL, request.query_params.multi_items())
    return page_answer(await service.page_of_all(uow, query), query)
