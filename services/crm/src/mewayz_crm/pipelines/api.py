"""Routes of pipelines."""

from datetime import date
from typing import Annotated

from fastapi import Query

from mewayz_crm.deals import forecast as deals
from mewayz_crm.deals.schemas import Forecast
from mewayz_crm.pipelines import service
from mewayz_crm.pipelines.schemas import PipelineCreate, PipelineUpdate
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

pipelines = Resource(
    "crm/pipelines",
    service.pipelines,
    create=PipelineCreate,
    update=PipelineUpdate,
    permission="crm.pipelines",
    feature="pipelines",
    filter=("name",),
    sort=("created_at", "name"),
    on_create=service.create,
    on_update=service.update,
    on_delete=service.delete,
)
router = pipelines.router
Day = Annotated[date | None, Query(description="Expected close, inclusive.", examples=["2026-12-31"])]


@router.get("/{pipeline_id}/forecast")
async def forecast(
    pipeline_id: Id,
    p: Annotated[Principal, require("crm.deals:read", feature="pipelines")],
    uow: Uow,
    since: Annotated[Day, Query(alias="from")] = None,
    until: Annotated[Day, Query(alias="to")] = None,
) -> Forecast:
    """Plain and weighted sums of the open deals per stage, in minor units of the pipeline's currency."""
    return await deals.forecast(uow, pipeline_id=pipeline_id, since=since, until=until)
