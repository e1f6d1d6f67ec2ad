"""What workflows may do with tasks."""

from typing import Literal
from uuid import UUID

from mewayz_crm.activities import service
from mewayz_crm.activities.schemas import ActivityCreate, ActivityUpdate
from mewayz_kit.actions import Stored, action
from mewayz_kit.errors import NotFound
from mewayz_kit.schema import Input
from mewayz_kit.uow import UnitOfWork


class TaskCreate(ActivityCreate):
    """Something for somebody to do."""

    type: Literal["task"] = "task"


class TaskChange(Input):
    """Fields of a task to change; those that are left out stay, null clears."""

    task_id: UUID
    changes: ActivityUpdate


@action(permission="crm.activities:write", feature="contacts")
async def create_task(uow: UnitOfWork, data: TaskCreate) -> Stored:
    """Create a task, about up to ten records."""
    return Stored(id=(await service.activities.create(uow, data)).id)


@action(permission="crm.activities:write", feature="contacts")
async def update_task(uow: UnitOfWork, data: TaskChange) -> Stored:
    """Change fields of a task, such as who does it and until when."""
    row = await service.activities.get(uow, data.task_id, lock=True)
    if row.type != "task":
        raise NotFound(detail="There is no task with this id.")
    return Stored(id=(await service.activities.update(uow, row, data.changes)).id)
