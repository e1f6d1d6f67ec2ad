"""The daily cap of a sender: one counter row per day, raised by a conditional update."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.senders.models import Sender, SenderDay
from mewayz_kit.inbox import Work
from mewayz_kit.portable import insert_ignore, table_of
from mewayz_kit.retention import forget as forget_rows
from mewayz_kit.uow import UnitOfWork

KEPT_FOR = timedelta(days=7)


async def take(uow: UnitOfWork, sender_id: UUID) -> datetime | None:
    """Take one mail of today from a sender's cap; answers when the next day begins if today has none left.

    A day is one by the clock of the workspace. Of many at once no more than the cap get one.
    """
    cap = await uow.scalar(sa.select(col(Sender.daily_cap)).where(col(Sender.id) == sender_id))
    if cap is None:
        return None
    zone = await _zone(uow)
    today = uow.now.astimezone(zone).date()
    first = {"workspace_id": uow.workspace_id, "sender_id": sender_id, "day": today, "mails": 0}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, SenderDay).values(**first))
    more = sa.update(SenderDay).where(_of(sender_id, today), col(SenderDay.mails) < cap)
    raised = more.values(mails=col(SenderDay.mails) + 1).execution_options(synchronize_session=False)
    if (await uow.execute(raised)).rowcount:
        return None
    return datetime.combine(today + timedelta(days=1), time(), tzinfo=zone)


async def give_back(uow: UnitOfWork, sender_id: UUID, taken_at: datetime) -> None:
    """A mail that was taken from the cap of a day has certainly not left."""
    day = taken_at.astimezone(await _zone(uow)).date()
    less = sa.update(SenderDay).where(_of(sender_id, day), col(SenderDay.mails) > 0)
    await uow.execute(less.values(mails=col(SenderDay.mails) - 1).execution_options(synchronize_session=False))


async def forget(work: Work) -> int:
    """Let go of the counts of days that are over everywhere; answers of how many."""
    return await forget_rows(work.runtime, SenderDay, table_of(SenderDay).c.day < work.now.date() - KEPT_FOR)


async def _zone(uow: UnitOfWork) -> ZoneInfo:
    return ZoneInfo((await uow.runtime.tenants.get(uow.workspace_id)).timezone)


def _of(sender_id: UUID, day: date) -> sa.ColumnElement[bool]:
    return (col(SenderDay.sender_id) == sender_id) & (col(SenderDay.day) == day)
