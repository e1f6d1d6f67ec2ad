"""Routes of affiliates: a person's own, staff's, and the links."""

from typing import Annotated, Literal

from fastapi import Path, Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow, require, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.referrals.affiliates import service
from mewayz_workspace.referrals.affiliates.schemas import AcceptInvitation, AffiliateRead, Apply, LinkCreate
from mewayz_workspace.referrals.attributions.schemas import Decision
from mewayz_workspace.referrals.codes import service as codes
from mewayz_workspace.referrals.codes.schemas import CodeRead

affiliates = Resource(
    "workspace/affiliates",
    service.records,
    permission="workspace.affiliates",
    auth="account",
    filter=("state", "program_id"),
    verbs=("list", "get"),
)
router = affiliates.router
admin_router = new_router("workspace/admin/affiliates")
link_router = new_router("workspace/affiliate-links")
RULES = ListRules(
    service.records.model, tuple(AffiliateRead.model_fields), ("state", "program_id", "user_id"), ("created_at",)
)
LINKS = ListRules(codes.records.model, tuple(CodeRead.model_fields), ("code", "active"), ("created_at",))
Staff = Annotated[Principal, staff("platform.affiliates:write")]


@router.post("/apply", status_code=201)
async def apply(data: Apply, p: Person, uow: Uow) -> AffiliateRead:
    """Apply for the affiliate program; staff decides.

    409 `already_affiliate`, `not_owner` or `program_inactive`; 422 for a workspace that is not yours.
    """
    return AffiliateRead.model_validate(await service.apply(uow, data))


@router.post("/{affiliate_id}/accept")
async def accept(affiliate_id: Id, data: AcceptInvitation, p: Person, uow: Uow) -> AffiliateRead:
    """Accept an invitation. 409 `invalid_transition` or `not_owner`."""
    row = await service.answer(uow, affiliate_id, "accept", data.payout_workspace_id)
    return AffiliateRead.model_validate(row)


@router.post("/{affiliate_id}/decline")
async def decline(affiliate_id: Id, p: Person, uow: Uow) -> AffiliateRead:
    """Decline an invitation. 409 `invalid_transition`."""
    return AffiliateRead.model_validate(await service.answer(uow, affiliate_id, "decline"))


@admin_router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[AffiliateRead])
async def list(request: Request, p: Annotated[Principal, staff("platform.affiliates:read")], uow: Uow) -> Response:
    """Affiliates of the house, newest first."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.page(uow, query), query)


@admin_router.post("/{affiliate_id}/{decision}")
async def decide(
    affiliate_id: Id,
    decision: Annotated[Literal["approve", "reject", "suspend", "reinstate"], Path(description="What staff decides.")],
    data: Decision,
    p: Staff,
    uow: Uow,
) -> AffiliateRead:
    """Approve, reject, suspend (links stop) or reinstate. 409 `invalid_transition`."""
    return AffiliateRead.model_validate(await service.decide(uow, affiliate_id, decision, data.reason))


@link_router.get("", openapi_extra={"parameters": list_parameters(LINKS)}, response_model=Page[CodeRead])
async def list_links(
    request: Request, p: Annotated[Principal, require("workspace.referrals:read")], uow: Uow
) -> Response:
    """Affiliate links that are paid into this workspace, newest first."""
    query = parse_list(LINKS, request.query_params.multi_items())
    return page_answer(await service.links(uow, query), query)


@link_router.post("", status_code=201)
async def create_link(
    data: LinkCreate, p: Annotated[Principal, require("workspace.referrals:write")], uow: Uow
) -> CodeRead:
    """A link of the caller. 403 `not_an_affiliate`; 409 `code_taken`."""
    return await codes.records.show_one(uow, await service.create_link(uow, data))
