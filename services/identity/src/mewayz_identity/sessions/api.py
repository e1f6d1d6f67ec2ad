"""Routes of the caller's sessions."""

from fastapi import Request, Response

from mewayz_identity.sessions import service
from mewayz_identity.sessions.schemas import RevokedCount, SessionRead, SessionUpdate
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow
from mewayz_kit.ids import Id
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page

router = new_router("identity/sessions")
READING = options(while_leaving=True)
GUARDED = options(no_impersonation=True, while_leaving=True)


@router.get("", openapi_extra=READING | {"parameters": list_parameters(service.LIST)}, response_model=Page[SessionRead])
async def list_sessions(request: Request, p: Person, uow: Uow) -> Response:
    """Where you are signed in; sessions that are revoked or over are not shown."""
    query = parse_list(service.LIST, request.query_params.multi_items())
    return page_answer(await service.own_page(uow, query), query)


@router.patch("/{session_id}", openapi_extra=GUARDED)
async def rename(session_id: Id, data: SessionUpdate, p: Person, uow: Uow) -> SessionRead:
    """Name one of your sessions."""
    return await service.rename(uow, session_id, data.name)


@router.delete("/{session_id}", status_code=204, openapi_extra=GUARDED)
async def revoke(session_id: Id, p: Person, uow: Uow) -> Response:
    """Sign out there: its refresh token stops at once, its access token within two seconds."""
    await service.revoke_own(uow, session_id)
    return Response(status_code=204)


@router.post("/revoke-others", openapi_extra=GUARDED)
async def revoke_others(p: Person, uow: Uow) -> RevokedCount:
    """Sign out everywhere but here."""
    ended = await service.revoke_all(uow, uow.user_id, reason="logout", but=p.session_id)
    return RevokedCount(revoked=ended)


@router.post("/revoke-all", openapi_extra=GUARDED)
async def revoke_all(p: Person, uow: Uow) -> RevokedCount:
    """Sign out everywhere, here as well."""
    return RevokedCount(revoked=await service.revoke_all(uow, uow.user_id, reason="logout"))
