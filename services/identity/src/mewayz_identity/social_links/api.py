"""Routes of the caller's social links."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.credentials import removal
from mewayz_identity.edge import Visiting
from mewayz_identity.social import linking
from mewayz_identity.social_links import service
from mewayz_identity.social_links.schemas import SocialLinkCreate, SocialLinkRead
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow, account
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/social-links")
RULES = ListRules(service.SocialLink, tuple(SocialLinkRead.model_fields))
GUARDED = options(rate="auth", idempotency="none", no_impersonation=True)
Fresh = Annotated[Principal, account(step_up=True)]


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[SocialLinkRead])
async def list_links(request: Request, p: Person, uow: Uow) -> Response:
    """Accounts elsewhere that sign you in."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.post("", status_code=201, openapi_extra=GUARDED)
async def create(data: SocialLinkCreate, visitor: Visiting, p: Fresh, uow: Uow) -> SocialLinkRead:
    """Let an account elsewhere sign you in, after `GET /public/social/{provider}/authorize` in this browser.

    401 `code_closed`, 403 `step_up_required`, 409 `social_account_linked` when it signs in somebody else.
    """
    return await service.RECORDS.show_one(uow, await linking.link(uow, data, visitor))


@router.delete("/{link_id}", status_code=204, openapi_extra=GUARDED)
async def delete(link_id: Id, p: Fresh, uow: Uow) -> Response:
    """Let it sign you in no more. 403 `step_up_required`, 409 `last_credential`."""
    await removal.remove(uow, link_id, kind="oidc")
    return Response(status_code=204)
