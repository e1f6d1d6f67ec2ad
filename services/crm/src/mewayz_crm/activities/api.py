"""Routes of activities."""

from typing import Annotated

from mewayz_crm.activities import service
from mewayz_crm.activities.schemas import (
    ActivityComplete,
    ActivityCreate,
    ActivityRead,
    ActivitySnooze,
    ActivityUpdate,
)
from mewayz_kit.answers import IfMatch
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

activities = Resource(
    "crm/activities",
    service.activities,
    create=ActivityCreate,
    update=ActivityUpdate,
    permission="crm.activities",
    feature="contacts",
    filter=(
        "type",
        "status",
        "priority",
        "assignee_id",
        "owner_id",
        "due_at",
        "start_at",
        "completed_at",
        "created_at",
        "updated_at",
    ),
    sort=("created_at", "due_at", "start_at"),
)
router = activities.router
Writer = Annotated[Principal, require("crm.activities:write", feature="contacts")]


@router.post("/{activity_id}/complete")
async def complete(
    activity_id: Id, data: ActivityComplete, p: Writer, uow: Uow, if_match: IfMatch = None
) -> ActivityRead:
    """Say that an open activity is done. Publishes `crm.activity.completed.v1`."""
    row = await service.activities.get(uow, activity_id, lock=True)
    service.activities.match(row, if_match)
    row = await service.complete(uow, activity=row, outcome=data.outcome)
    return await service.activities.show_one(uow, row)


@router.post("/{activity_id}/reopen")
async def reopen(activity_id: Id, p: Writer, uow: Uow, if_match: IfMatch = None) -> ActivityRead:
    """Say that a completed activity is not done after all."""
    row = await service.activities.get(uow, activity_id, lock=True)
    service.activities.match(row, if_match)
    return await service.activities.show_one(uow, await service.reopen(uow, activity=row))


@router.post("/{activity_id}/snooze")
async def snooze(activity_id: Id, data: ActivitySnooze, p: Writer, uow: Uow, if_match: IfMatch = None) -> ActivityRead:
    """Put an open activity off: it is due at a later moment, and its reminders move along."""
    row = await service.activities.get(uow, activity_id, lock=True)
    service.activities.match(row, if_match)
    return await service.activities.show_one(uow, await service.snooze(uow, activity=row, until=data.until))
