"""Routes of the metric catalogue, for staff."""

from typing import Annotated

from mewayz_analytics.catalogue import service
from mewayz_analytics.metrics.service import MetricCreate, MetricRead, MetricUpdate, metrics
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

catalogue = Resource(
    "analytics/admin/metrics",
    metrics,
    create=MetricCreate,
    update=MetricUpdate,
    permission="platform.metrics",
    auth="staff",
    filter=("key", "goal", "feature", "scope", "active"),
    sort=("created_at", "position", "key"),
    search=("key", "label"),
    verbs=("list", "get", "create", "update"),
    on_create=service.define,
    on_update=service.redefine,
)
router = catalogue.router


@router.post("/{record_id}/rebuild", status_code=202)
async def rebuild(record_id: Id, p: Annotated[Principal, staff("platform.metrics:write")], uow: Uow) -> MetricRead:
    """Count everything again from the facts, under the same definition.

    `building` names the revision that is being filled; the present one answers until it is complete. 409
    `metric_building` while one is being built already.
    """
    return await service.rebuild(uow, record_id)
