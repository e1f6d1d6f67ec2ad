"""Reminders and due times: each moment is a timer of its own, which is void when the activity has changed since.

Nothing is searched for and cancelled: the timer names the moment it was set for, and one conditional update decides
whether that is still the moment and nobody has acted on it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.activities.events import Due, Remind
from mewayz_crm.activities.models import Activity, ActivityReminder
from mewayz_crm.activities.rules import reminder_at
from mewayz_crm.activities.schemas import Reminder
from mewayz_kit.uow import UnitOfWork


async def of_activities(uow: UnitOfWork, activity_ids: Collection[UUID]) -> dict[UUID, list[Reminder]]:
    """The reminders of many activities, the earliest first."""
    found: dict[UUID, list[Reminder]] = {}
    statement = sa.select(ActivityReminder).where(col(ActivityReminder.activity_id).in_(activity_ids))
    order = (col(ActivityReminder.days).desc(), col(ActivityReminder.minutes).desc())
    for row in await uow.all(statement.order_by(*order)):
        found.setdefault(row.activity_id, []).append(Reminder(days=row.days, minutes=row.minutes))
    return found


async def _of(uow: UnitOfWork, activity_id: UUID) -> Sequence[ActivityReminder]:
    return await uow.all(sa.select(ActivityReminder).where(col(ActivityReminder.activity_id) == activity_id))


async def replace(uow: UnitOfWork, activity: Activity, wanted: Sequence[Reminder]) -> None:
    """Let an activity have exactly these reminders; one that stays is not sent again."""
    keys = {(one.days, one.minutes) for one in wanted}
    for row in await _of(uow, activity.id):
        if (row.days, row.minutes) in keys:
            keys.remove((row.days, row.minutes))
        else:
            await uow.session.delete(row)
    uow.session.add_all(ActivityReminder(activity_id=activity.id, days=d, minutes=m) for d, m in sorted(keys))
    await uow.flush()


async def set_timers(uow: UnitOfWork, activity: Activity) -> None:
    """Set a timer for every moment of an open activity that has moved and is still to come."""
    if activity.status != "open":
        return
    moment = activity.start_at or activity.due_at
    zone = activity.tz or (await uow.runtime.tenants.get(uow.workspace_id)).timezone
    for row in await _of(uow, activity.id):
        due = reminder_at(moment, days=row.days, minutes=row.minutes, zone=zone) if moment else None
        if row.due_at != due:
            row.due_at, row.sent_at = due, None
        if due is not None and due > uow.now and row.sent_at is None:
            _remind(uow, row, due)
    if activity.due_at is not None and activity.due_at != activity.overdue_for:
        _watch(uow, activity.id, activity.due_at)
    await uow.flush()


def _remind(uow: UnitOfWork, row: ActivityReminder, due: datetime) -> None:
    from mewayz_crm.activities.handlers import remind  # it calls the service, which calls this module

    data = Remind(activity_id=row.activity_id, days=row.days, minutes=row.minutes, due_at=due)
    uow.enqueue(remind, data, at=due, dedupe=":".join(map(str, data.model_dump(mode="json").values())))


def _watch(uow: UnitOfWork, activity_id: UUID, due: datetime) -> None:
    from mewayz_crm.activities.handlers import tell_overdue  # as above

    # A timer of a moment that is over may have rung, and found the activity done: it is set again.
    dedupe = f"{activity_id}:{due.isoformat()}" if due > uow.now else None
    uow.enqueue(tell_overdue, Due(activity_id=activity_id, due_at=due), at=max(due, uow.now), dedupe=dedupe)


async def claim_reminder(uow: UnitOfWork, asked: Remind) -> bool:
    """Whether this reminder is to be sent now; answers True once."""
    row = col(ActivityReminder.activity_id) == asked.activity_id
    statement = sa.update(ActivityReminder).where(
        row,
        col(ActivityReminder.days) == asked.days,
        col(ActivityReminder.minutes) == asked.minutes,
        col(ActivityReminder.due_at) == asked.due_at,
        col(ActivityReminder.sent_at).is_(None),
    )
    return bool((await uow.execute(statement.values(sent_at=uow.now))).rowcount)


async def claim_overdue(uow: UnitOfWork, asked: Due) -> bool:
    """Whether this due time is to be told to be over; answers True once."""
    told = col(Activity.overdue_for)
    statement = sa.update(Activity).where(
        col(Activity.id) == asked.activity_id,
        col(Activity.status) == "open",
        col(Activity.deleted_at).is_(None),
        col(Activity.due_at) == asked.due_at,
        sa.or_(told.is_(None), told != asked.due_at),
    )
    return bool((await uow.execute(statement.values(overdue_for=asked.due_at))).rowcount)
