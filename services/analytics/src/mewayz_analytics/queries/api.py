"""Routes of queries."""

from typing import Annotated

from fastapi import Query as Parameters

from mewayz_analytics.queries import service
from mewayz_analytics.queries.schemas import Overview, OverviewQuery, Query, QueryAnswer
from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal

Reader = Annotated[Principal, require("analytics.dashboards:read", feature="dashboards")]
overviews = new_router("analytics/overview")
queries = new_router("analytics/queries")


@overviews.get("")
async def get(asked: Annotated[OverviewQuery, Parameters()], p: Reader, uow: Uow) -> Overview:
    """Every number of the boards of this workspace, for the dates `from` to `to` of its own zone.

    Dates are whole local days, both included; the answer ends today. 400 `invalid_range` for reversed, future or
    too long ranges (1,000 periods); 402 `plan_limit_reached` when the plan shows none of the dates. Dates before
    the plan's history are cut off, and `locked_before` says so.
    """
    return await service.overview(uow, asked)


@queries.post("", openapi_extra=options(idempotency="none"))
async def create(asked: Query, p: Reader, uow: Uow) -> QueryAnswer:
    """The numbers of one metric by day, week (from Monday), month or in total.

    Changes nothing. 422 `unknown_metric` for a metric that does not exist or whose feature is off, and
    `range_too_large` when a filter or foreign dimension would read more than 200,000 facts; 403 when people are
    told apart without `analytics.persons:read`; ranges as in the overview.
    """
    return await service.query(uow, asked)
