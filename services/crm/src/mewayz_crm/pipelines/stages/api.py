"""Routes of stages."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from mewayz_crm.deals import service as deals
from mewayz_crm.pipelines.stages import service
from mewayz_crm.pipelines.stages.schemas import StageCreate, StageMove, StageRead, StageUpdate
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

stages = Resource(
    "crm/stages",
    service.stages,
    create=StageCreate,
    update=StageUpdate,
    permission="crm.pipelines",
    feature="pipelines",
    filter=("pipeline_id", "kind"),
    sort=("position", "name"),
    verbs=("list", "get", "create", "update"),
    on_create=service.create,
    on_update=service.update,
)
router = stages.router
# The route is written below, because it takes `move_to`; the event is declared like any other.
stages.verbs |= {"delete"}


@router.post("/{stage_id}/move")
async def move(
    stage_id: Id,
    data: StageMove,
    p: Annotated[Principal, require("crm.pipelines:write", feature="pipelines")],
    uow: Uow,
) -> StageRead:
    """Put an open stage after another one, or with null first. 409 `stage_fixed` for won and lost."""
    row = await service.move(uow, stage_id=stage_id, after=data.after)
    return await service.stages.show_one(uow, row)


@router.delete("/{record_id}", status_code=204)
async def delete(
    record_id: Id,
    p: Annotated[Principal, require("crm.pipelines:delete", feature="pipelines")],
    uow: Uow,
    if_match: IfMatch = None,
    move_to: Annotated[UUID | None, Query(description="Open stage that its deals move to.")] = None,
) -> Response:
    """Delete an open stage. With deals in it 409 `stage_in_use`, unless `move_to` takes them, all or none."""
    stage = await service.stages.get(uow, record_id)
    service.stages.match(stage, if_match)
    await deals.empty_stage(uow, stage=stage, move_to=move_to)
    await service.delete(uow, stage)
    return Response(status_code=204)
