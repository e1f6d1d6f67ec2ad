"""Use-cases of notifications."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.notices import Notice
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notification_preferences.rules import ALWAYS
from mewayz_workspace.notifications.hub import Hub
from mewayz_workspace.notifications.models import Notification, NotificationFeed
from mewayz_workspace.notifications.schemas import NotificationRead
from mewayz_workspace.notifications.texts import Words

AT_ONCE = 100
records = Records(Notification, NotificationRead, entity="notification", tells=())


async def mark_read(uow: UnitOfWork, notification_id: UUID) -> Notification:
    """Read one; reading again changes nothing."""
    row = await records.get(uow, notification_id, lock=True)
    row.read_at = row.read_at or uow.now
    await uow.flush()
    return row


async def mark_all_read(uow: UnitOfWork) -> None:
    """Read everything there is now."""
    await uow.execute(
        sa.update(Notification)
        .where(col(Notification.read_at).is_(None))
        .values(read_at=uow.now, updated_at=uow.now, version=col(Notification.version) + 1)
        .execution_options(synchronize_session=False)
    )


async def unread(uow: UnitOfWork) -> int:
    """How many the caller has not read."""
    count: int = await uow.scalar(
        sa.select(sa.func.count(col(Notification.id))).where(col(Notification.read_at).is_(None))
    )
    return count


async def last_seq(uow: UnitOfWork) -> int:
    """The number of the caller's newest notification."""
    return await uow.scalar(sa.select(col(NotificationFeed.last_seq))) or 0


async def after(uow: UnitOfWork, seq: int) -> Sequence[Notification]:
    """The caller's notifications after a number, oldest first, at most `AT_ONCE`."""
    return await uow.all(
        sa.select(Notification).where(col(Notification.seq) > seq).order_by(col(Notification.seq)).limit(AT_ONCE)
    )


async def store(uow: UnitOfWork, notice: Notice, text: Words, *, user_id: UUID, key: str) -> None:
    """Number and write it, unless it was written before; the feed row is held from here on."""
    await uow.execute(insert_ignore(uow.runtime.db.dialect, NotificationFeed).values(user_id=user_id, last_seq=0))
    mine = col(NotificationFeed.user_id) == user_id
    seq = int(await uow.scalar(sa.select(col(NotificationFeed.last_seq)).where(mine).with_for_update())) + 1
    there = sa.select(col(Notification.id)).where(col(Notification.dedupe_key) == key)
    if await uow.scalar(there) is not None:
        return
    await uow.execute(sa.update(NotificationFeed).where(mine).values(last_seq=seq))
    uow.add(
        Notification(
            seq=seq,
            workspace_id=uow.scope.workspace_id,
            category=notice.category,
            priority="high" if notice.category in ALWAYS else "normal",
            template=notice.template,
            title=text.title,
            body=text.body,
            url=notice.url,
            dedupe_key=key,
        )
    )
    await uow.flush()
    hub = uow.runtime.part(Hub)
    uow.after_commit(lambda: hub.wake(user_id))
