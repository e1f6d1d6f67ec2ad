"""Staff routes of plan changes."""

from collections.abc import Callable
from typing import Annotated, Any

from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.plan_changes import service
from mewayz_workspace.billing.plan_changes.handlers import (
    announce_plan_change,
    move_subscribers,
    restore_subscribers,
)
from mewayz_workspace.billing.plan_changes.models import PlanChange
from mewayz_workspace.billing.plan_changes.schemas import Batch, PlanChangeCreate, PlanChangeRead, Schedule, Why

plan_changes = Resource(
    "workspace/admin/plan-changes",
    service.records,
    create=PlanChangeCreate,
    permission="platform.catalogue",
    auth="staff",
    filter=("state", "kind", "key", "created_at"),
    verbs=("list", "get", "create"),
    on_create=service.create,
)
router = plan_changes.router
Writer = Annotated[Principal, staff("platform.catalogue:write")]


@router.post("/{plan_change_id}/analyse")
async def analyse(plan_change_id: Id, p: Writer, uow: Uow) -> PlanChangeRead:
    """List the subscriptions it touches with their prices before and after. 409 `invalid_transition`."""
    return PlanChangeRead.model_validate(await service.analyse(uow, plan_change_id))


@router.post("/{plan_change_id}/schedule")
async def schedule(plan_change_id: Id, data: Schedule, p: Writer, uow: Uow) -> PlanChangeRead:
    """Set the day and tell the owners. 422 `notice_too_short`; 409 `invalid_transition` before it is analysed."""
    row = await service.schedule(uow, plan_change_id, data.effective_at)
    return _started(uow, announce_plan_change, row)


@router.post("/{plan_change_id}/apply")
async def apply(plan_change_id: Id, data: Why, p: Writer, uow: Uow) -> PlanChangeRead:
    """Move the subscribers, in batches; on its day the clock does it too. 409 `notice_running`."""
    return _started(uow, move_subscribers, await service.begin(uow, plan_change_id, data.reason))


@router.post("/{plan_change_id}/rollback")
async def rollback(plan_change_id: Id, data: Why, p: Writer, uow: Uow) -> PlanChangeRead:
    """Give every subscriber the version back that they had, and new customers the one before."""
    return _started(uow, restore_subscribers, await service.roll_back(uow, plan_change_id, data.reason))


@router.post("/{plan_change_id}/cancel")
async def cancel(plan_change_id: Id, data: Why, p: Writer, uow: Uow) -> PlanChangeRead:
    """Give it up before it is applied. 409 `invalid_transition`."""
    return PlanChangeRead.model_validate(await service.cancel(uow, plan_change_id, data.reason))


def _started(uow: UnitOfWork, job: Callable[..., Any], row: PlanChange) -> PlanChangeRead:
    uow.enqueue(job, Batch(plan_change_id=row.id), key=str(row.id))
    return PlanChangeRead.model_validate(row)
