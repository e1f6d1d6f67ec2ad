"""Routes of metrics for members."""

from typing import Annotated

from mewayz_analytics.metrics import service
from mewayz_analytics.metrics.schemas import MetricList
from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("analytics/metrics")


@router.get("")
async def list(
    p: Annotated[Principal, require("analytics.dashboards:read", feature="dashboards")], uow: Uow
) -> MetricList:
    """The metrics this workspace can ask for: those of its features, in the catalogue's order."""
    tenant = await uow.runtime.tenants.get(uow.workspace_id, at_least=p.plan_version)
    found = await service.shown(uow, features=tenant.features)
    return MetricList(items=[service.show(metric, definition) for metric, definition in found])
