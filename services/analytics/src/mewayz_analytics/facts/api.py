"""Routes of facts."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_analytics.facts import service
from mewayz_analytics.facts.schemas import FactRead
from mewayz_analytics.history import history_moment, tenant_of
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

RULES = ListRules(
    service.Fact,
    tuple(FactRead.model_fields),
    filter=("type", "subject", "occurred_at", "currency"),
    sort=("-occurred_at",),
)
router = new_router("analytics/facts")


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[FactRead])
async def list(request: Request, p: Annotated[Principal, require("analytics.facts:read")], uow: Uow) -> Response:
    """What happened in this workspace, newest first, as far back as the plan shows (`analytics.history_days`).

    Who acted is null without the permission `analytics.persons:read`.
    """
    query = parse_list(RULES, request.query_params.multi_items())
    since = history_moment(await tenant_of(uow), uow.now)
    page = await service.page(uow, query, since=since, persons=p.can("analytics.persons:read"))
    return page_answer(page, query)
