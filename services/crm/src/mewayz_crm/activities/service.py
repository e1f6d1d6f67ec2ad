"""Use-cases of activities."""

from mewayz_crm.activities import repository
from mewayz_crm.activities.events import ActivityCompleted
from mewayz_crm.activities.models import Activity
from mewayz_crm.activities.rules import ACTIVITY
from mewayz_kit.uow import UnitOfWork

__all__ = ["complete", "reopen"]
activities = repository.activities


async def complete(uow: UnitOfWork, *, activity: Activity, outcome: str | None) -> Activity:
    """It is done; 409 `invalid_transition` when it was before."""
    async with activities.changing(uow, activity):
        ACTIVITY.demand(activity, "complete")
        activity.completed_at = uow.now
        activity.outcome = outcome or activity.outcome
    shown = await activities.show_one(uow, activity)
    uow.publish(
        ActivityCompleted(
            activity_id=activity.id,
            activity_type=activity.type,
            activity_subject=activity.subject,
            outcome=activity.outcome,
            assignee_id=activity.assignee_id,
            completed_at=uow.now,
            related=shown.related,
        )
    )
    return activity


async def reopen(uow: UnitOfWork, *, activity: Activity) -> Activity:
    """It is not done after all."""
    async with activities.changing(uow, activity):
        ACTIVITY.demand(activity, "reopen")
        activity.completed_at = None
    return activity
