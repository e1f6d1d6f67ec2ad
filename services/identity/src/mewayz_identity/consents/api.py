"""Routes of consents."""

from fastapi import Request, Response

from mewayz_identity.consents import service
from mewayz_identity.consents.schemas import AcceptTerms, ConsentCreate, ConsentRead
from mewayz_identity.me import service as me
from mewayz_identity.me.schemas import MeRead
from mewayz_identity.users import service as users
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page

router = new_router("identity/consents")
terms = new_router("identity/me/accept-terms", tag="terms")
GUARDED = options(no_impersonation=True)


@router.get("", openapi_extra={"parameters": list_parameters(service.LIST)}, response_model=Page[ConsentRead])
async def list_consents(request: Request, p: Person, uow: Uow) -> Response:
    """Your answers, newest first; nothing is ever removed from this list."""
    query = parse_list(service.LIST, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.post("", status_code=201, openapi_extra=GUARDED)
async def create(data: ConsentCreate, p: Person, uow: Uow) -> ConsentRead:
    """Agree to a document, or (`granted: false`) take it back; the newest answer of a kind is what holds."""
    return await service.answer(uow, data)


@terms.post("", openapi_extra=GUARDED)
async def accept(data: AcceptTerms, p: Person, uow: Uow) -> MeRead:
    """Agree to a document in `pending_terms`. With the next access token the product works again.
    409 `not_pending` for any other version."""
    await service.accept(uow, kind=data.kind, version=data.document_version)
    return await me.show(uow, await users.get(uow, uow.user_id))
