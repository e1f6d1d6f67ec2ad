"""Routes of rewards."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.referrals.attributions.schemas import Decision
from mewayz_workspace.referrals.rewards import service
from mewayz_workspace.referrals.rewards.schemas import StaffRewardRead

FILTER = ("state", "kind", "program_id", "attribution_id", "created_at", "approve_at")
rewards = Resource(
    "workspace/rewards",
    service.records,
    permission="workspace.referrals",
    filter=FILTER,
    sort=("created_at", "approve_at"),
    verbs=("list", "export"),
)
router = rewards.router
admin_router = new_router("workspace/admin/rewards")
RULES = ListRules(
    service.staff_records.model,
    tuple(StaffRewardRead.model_fields),
    ("workspace_id", "source_ref", *FILTER),
    ("created_at", "approve_at"),
)
Staff = Annotated[Principal, staff("platform.referrals:write")]


@admin_router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[StaffRewardRead])
async def list(request: Request, p: Annotated[Principal, staff("platform.referrals:read")], uow: Uow) -> Response:
    """Rewards of every workspace, newest first."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.page(uow, query), query)


@admin_router.post("/{reward_id}/claw-back")
async def claw_back(reward_id: Id, data: Decision, p: Staff, uow: Uow) -> StaffRewardRead:
    """Take a reward back; one that is booked stays so until finance has reversed it. 409 `invalid_transition`."""
    return await service.claw_back(uow, reward_id, data.reason)
