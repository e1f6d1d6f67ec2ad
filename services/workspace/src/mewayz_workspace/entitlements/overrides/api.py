"""Staff routes of overrides."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.entitlements.models import Override
from mewayz_workspace.entitlements.overrides import service
from mewayz_workspace.entitlements.overrides.schemas import OverrideCreate, OverrideRead

router = new_router("workspace/admin/overrides")
RULES = ListRules(Override, tuple(OverrideRead.model_fields), ("workspace_id", "kind", "until"), ("created_at",))
Writer = Annotated[Principal, staff("platform.overrides:write")]


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[OverrideRead])
async def list(request: Request, p: Annotated[Principal, staff("platform.overrides:read")], uow: Uow) -> Response:
    """Overrides of every workspace, newest first."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.page(uow, query), query)


@router.post("", status_code=201)
async def create(data: OverrideCreate, p: Writer, uow: Uow) -> OverrideRead:
    """Give a workspace limits, features, bundles or a plan; it works on the next request. 404 for names or
    workspaces that are not there."""
    return OverrideRead.model_validate(await service.create(uow, data))


@router.delete("/{override_id}", status_code=204)
async def delete(override_id: Id, p: Writer, uow: Uow) -> Response:
    """End an override; the row stays as history."""
    await service.end(uow, override_id)
    return Response(status_code=204)
