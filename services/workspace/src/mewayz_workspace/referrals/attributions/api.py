"""Routes of attributions."""

from typing import Annotated, Literal

from fastapi import Path, Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.referrals.attributions import service
from mewayz_workspace.referrals.attributions.schemas import Decision, StaffAttributionRead

attributions = Resource(
    "workspace/attributions",
    service.records,
    permission="workspace.referrals",
    filter=("state", "kind", "program_id", "code_id", "created_at"),
    sort=("created_at",),
    verbs=("list",),
)
router = attributions.router
admin_router = new_router("workspace/admin/attributions")
RULES = ListRules(
    service.staff_records.model,
    tuple(StaffAttributionRead.model_fields),
    ("workspace_id", "state", "kind", "program_id", "referred_user_id"),
    ("created_at",),
)
Staff = Annotated[Principal, staff("platform.referrals:write")]


@admin_router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[StaffAttributionRead])
async def list(request: Request, p: Annotated[Principal, staff("platform.referrals:read")], uow: Uow) -> Response:
    """Attributions of every workspace, newest first."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.page(uow, query), query)


@admin_router.post("/{attribution_id}/{decision}")
async def decide(
    attribution_id: Id,
    decision: Annotated[Literal["flag", "clear", "reject"], Path(description="What staff decides.")],
    data: Decision,
    p: Staff,
    uow: Uow,
) -> StaffAttributionRead:
    """Flag a suspicion (nothing is paid meanwhile), clear it, or reject. 409 `invalid_transition`."""
    return await service.decide(uow, attribution_id, decision, data.reason)
