"""Routes of the security log."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.security_events import service
from mewayz_identity.security_events.schemas import SecurityEventRead, WorkspaceSecurityEventRead
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow, require, staff
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

own = new_router("identity/security-events")
workspace = new_router("identity/workspace-security-events")
every_one = new_router("identity/admin/security-events")


@own.get("", openapi_extra={"parameters": list_parameters(service.OWN)}, response_model=Page[SecurityEventRead])
async def list_own(request: Request, p: Person, uow: Uow) -> Response:
    """What happened to your account, newest first: sign-ins, failures, changes of credentials, keys and sessions."""
    query = parse_list(service.OWN, request.query_params.multi_items())
    return page_answer(await service.page_of_user(uow, query, user_id=uow.user_id), query)


@workspace.get(
    "",
    openapi_extra={"parameters": list_parameters(service.WORKSPACE)},
    response_model=Page[WorkspaceSecurityEventRead],
)
async def list_of_workspace(
    request: Request, p: Annotated[Principal, require("identity.security_events:read")], uow: Uow
) -> Response:
    """What happened to the API keys of your workspace, and to the second factors of its members, newest first."""
    query = parse_list(service.WORKSPACE, request.query_params.multi_items())
    return page_answer(await service.page_of_workspace(uow, query), query)


@every_one.get("", openapi_extra={"parameters": list_parameters(service.ALL)}, response_model=Page[SecurityEventRead])
async def list_all(
    request: Request, p: Annotated[Principal, staff("platform.security_events:read")], uow: Uow
) -> Response:
    """The security log of the whole platform, newest first."""
    query = parse_list(service.ALL, request.query_params.multi_items())
    return page_answer(await service.page_of_all(uow, query), query)
