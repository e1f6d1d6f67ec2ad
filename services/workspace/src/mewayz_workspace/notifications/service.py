"""Use-cases of notifications."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Unprocessable
from mewayz_kit.notices import Notice, Recipients
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import outlet
from mewayz_workspace.mail.schemas import MailRequest
from mewayz_workspace.notifications.hub import hub_of
from mewayz_workspace.notifications.models import Notification, NotificationFeed, NotificationPreference
from mewayz_workspace.notifications.rules import ALWAYS, CATEGORIES, CHANNELS, enabled
from mewayz_workspace.notifications.schemas import (
    NotificationRead,
    Preference,
    PreferenceShown,
    PreferencesShown,
)
from mewayz_workspace.notifications.texts import Words, words
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.projections.users.models import User
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.roles import service as roles

MAILS = UUID("0192f0c1-7d1e-7000-8000-6e6f74696679")
records = Records(Notification, NotificationRead, entity="notification", tells=())


async def recipients(uow: UnitOfWork, wanted: Recipients) -> list[UUID]:
    """The people meant, in a fixed order, so that parallel notices lock feeds alike."""
    if wanted.users:
        return sorted(set(wanted.users))
    if uow.scope.workspace_id is None:
        return []
    if wanted.role:
        return sorted(await members.with_roles(uow, [wanted.role]))
    holders = await roles.keys_with(uow, wanted.permission or "")
    return sorted(await members.with_roles(uow, holders))


async def deliver(
    uow: UnitOfWork,
    notice: Notice,
    *,
    to: Iterable[UUID],
    source: str,
    channels: Sequence[str] = CHANNELS,
) -> None:
    """Tell each person once, on those of `channels` that are on for them."""
    people = list(to)
    known = await users.by_ids(uow, people)
    for user_id in people:
        user = known.get(user_id)
        if user is not None and user.status != "active":
            continue
        text = words(notice.template, notice.params, user.locale if user else None)
        await tell(uow, notice, user_id=user_id, user=user, text=text, source=source, channels=channels)


async def tell(
    uow: UnitOfWork,
    notice: Notice,
    *,
    user_id: UUID,
    user: User | None,
    text: Words,
    source: str,
    channels: Sequence[str] = CHANNELS,
) -> None:
    """One person, one notice: a channel that is off gets nothing."""
    key = f"{source}:{notice.dedupe_key}"[:200]
    async with uow.within(user_id=user_id):
        chosen = await _chosen(uow)
        if "in_app" in channels and enabled(notice.category, "in_app", chosen):
            await _store(uow, notice, text, user_id=user_id, key=key)
    by_mail = "email" in channels and enabled(notice.category, "email", chosen)
    if by_mail and user is not None and user.email:
        link = f"{uow.runtime.settings.public_url.rstrip('/')}{notice.url}" if notice.url else None
        await outlet.post(
            uow,
            MailRequest(
                message_id=uuid5(MAILS, f"{user_id}:{key}"),
                to=user.email,
                template="notification",
                data={"title": text.title, "body": text.body, "link": link},
                locale=user.locale or "en",
                category=notice.category,
            ),
        )


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


async def after(uow: UnitOfWork, seq: int, limit: int = 100) -> Sequence[Notification]:
    """The caller's notifications after a number, oldest first."""
    return await uow.all(
        sa.select(Notification).where(col(Notification.seq) > seq).order_by(col(Notification.seq)).limit(limit)
    )


async def preferences(uow: UnitOfWork) -> PreferencesShown:
    """Every category and channel as it holds for the caller."""
    chosen = await _chosen(uow)
    return PreferencesShown(
        items=[
            PreferenceShown(
                category=category,
                channel=channel,
                enabled=enabled(category, channel, chosen),
                locked=category in ALWAYS,
            )
            for category in CATEGORIES
            for channel in CHANNELS
        ]
    )


async def prefer(uow: UnitOfWork, items: Sequence[Preference]) -> None:
    """Store choices; 422 for switching off what must reach a person."""
    for index, item in enumerate(items):
        if item.category in ALWAYS and not item.enabled:
            raise Unprocessable.field(f"/items/{index}/enabled", "locked", f"{item.category} cannot be switched off.")
    rows = await uow.all(sa.select(NotificationPreference).with_for_update())
    known = {(row.category, row.channel): row for row in rows}
    for item in items:
        row = known.get((item.category, item.channel))
        if row is None:
            row = uow.add(NotificationPreference(**item.model_dump()))
            known[item.category, item.channel] = row
        row.enabled = item.enabled
    await uow.flush()


async def _chosen(uow: UnitOfWork) -> Mapping[tuple[str, str], bool]:
    rows = await uow.all(sa.select(NotificationPreference))
    return {(row.category, row.channel): row.enabled for row in rows}


async def _store(uow: UnitOfWork, notice: Notice, text: Words, *, user_id: UUID, key: str) -> None:
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
            template=notice.template,
            title=text.title,
            body=text.body,
            url=notice.url,
            dedupe_key=key,
        )
    )
    await uow.flush()
    hub = hub_of(uow.runtime)
    uow.after_commit(lambda: hub.wake(user_id))
