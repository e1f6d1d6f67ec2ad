"""The route of the activity feed."""

from fastapi import Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow
from mewayz_kit.paging import parse_list
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_workspace.activity import service
from mewayz_workspace.activity.schemas import ActivityEntry
from mewayz_workspace.requirements import Member

router = new_router("workspace/activity")


@router.get("", openapi_extra={"parameters": list_parameters(service.RULES)}, response_model=Page[ActivityEntry])
async def list(request: Request, p: Member, uow: Uow) -> Response:
    """Who did what, newest first, in sentences; only of records that the caller may read. Kept as long as the audit
    feed."""
    query = parse_list(service.RULES, request.query_params.multi_items())
    return page_answer(await service.page(uow, query), query)
