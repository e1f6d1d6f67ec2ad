"""Use-cases of activities."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from mewayz_crm.activities import repository, timers
from mewayz_crm.activities.events import ActivityCompleted, ActivityOverdue, Due, Remind
from mewayz_crm.activities.models import Activity
from mewayz_crm.activities.rules import ACTIVITY, OVERDUE, REMINDER, WORDS
from mewayz_crm.activities.schemas import ActivityRead
from mewayz_kit.errors import Unprocessable
from mewayz_kit.notices import Asked, Recipients, Words, notify
from mewayz_kit.uow import UnitOfWork

__all__ = ["about", "complete", "forget", "remind", "reopen", "snooze", "tell_overdue", "words"]
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
    await timers.set_timers(uow, activity)
    return activity


async def snooze(uow: UnitOfWork, *, activity: Activity, until: datetime) -> Activity:
    """It is due later; its reminders move along unless they count from a start."""
    if until <= uow.now:
        raise Unprocessable.field("/until", "in_the_past", "This moment is over.")
    async with activities.changing(uow, activity):
        ACTIVITY.demand(activity, "snooze")
        activity.due_at = until
    await timers.set_timers(uow, activity)
    return activity


async def remind(uow: UnitOfWork, *, asked: Remind) -> None:
    """Remind whoever does it, unless it was moved, done or deleted since the timer was set."""
    activity = await uow.find(Activity, asked.activity_id)
    if activity is not None and activity.status == "open" and await timers.claim_reminder(uow, asked):
        _notify(uow, activity, REMINDER, f"{asked.days}:{asked.minutes}:{asked.due_at.isoformat()}")


async def tell_overdue(uow: UnitOfWork, *, asked: Due) -> None:
    """Say once that an open activity is overdue."""
    if not await timers.claim_overdue(uow, asked):
        return
    activity = await activities.get(uow, asked.activity_id)
    shown = await activities.show_one(uow, activity)
    uow.publish(
        ActivityOverdue(
            activity_id=activity.id,
            activity_type=activity.type,
            activity_subject=activity.subject,
            due_at=asked.due_at,
            assignee_id=activity.assignee_id,
            related=shown.related,
        )
    )
    _notify(uow, activity, OVERDUE, asked.due_at.isoformat())


def _notify(uow: UnitOfWork, activity: Activity, template: str, occasion: str) -> None:
    who = activity.assignee_id or activity.owner_id
    if who is not None:
        notify(
            uow,
            recipients=Recipients.people([who]),
            category="work",
            template=template,
            params={"activity_id": str(activity.id)},
            url="/crm/tasks",
            dedupe_key=f"{template}:{activity.id}:{occasion}",
            deferred=True,
        )


async def words(uow: UnitOfWork, asked: Asked) -> Words | None:
    """What the reader is told, unless it is done, gone or somebody else's by now."""
    row = await uow.find(Activity, UUID(asked.notice.params["activity_id"]))
    if row is None or row.status != "open" or asked.user not in {row.assignee_id, row.owner_id}:
        return None
    titles = WORDS[asked.notice.template]
    return Words(title=titles.get(asked.language, titles["en"]).format(subject=row.subject))


async def about(uow: UnitOfWork, subject_ids: Collection[UUID]) -> list[ActivityRead]:
    """The activities about some records."""
    return await activities.show_rows(uow, await repository.about_any(uow, subject_ids))


async def forget(uow: UnitOfWork, subject_ids: Collection[UUID]) -> int:
    """Empty what was written in activities that are about these records and nothing else; when they were stays."""
    rows = await repository.about_any(uow, subject_ids, alone=True)
    for row in rows:
        row.subject, row.description, row.outcome, row.custom = "", None, None, {}
        await uow.flush()
        if row.deleted_at is None:
            await activities.tell(uow, row, "updated")
    return len(rows)
