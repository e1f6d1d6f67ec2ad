"""What was held leaves: as it would leave now, by the choices and the access of now."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from mewayz_kit.errors import Unavailable
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notification_preferences import service as preferences
from mewayz_workspace.notifications import channels, deferred
from mewayz_workspace.notifications.held import service
from mewayz_workspace.notifications.held.models import HeldNotice
from mewayz_workspace.notifications.texts import Words
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.projections.users.models import User


async def release(work: Work, user_id: UUID) -> None:
    """Send a person's due notices. What a source that is away must word stays, and the job is repeated."""
    async with work.uow(writes=False) as reading:
        async with reading.within(user_id=user_id):
            waiting = await service.due(reading)
    said: dict[UUID, Words | None] = {}
    away: Unavailable | None = None
    for row in waiting:
        try:
            said[row.id] = await _words(work, row)
        except Unavailable as error:
            away = error
    async with work.uow() as uow:
        async with uow.within(user_id=user_id):
            await _send(uow, user_id, said)
    if away is not None:
        raise away


async def _words(work: Work, row: HeldNotice) -> Words | None:
    if not row.deferred:
        return Words(row.title or "", row.body)
    about = {"template": row.template, "params": row.params, "url": row.url, "dedupe_key": row.dedupe_key}
    return await deferred.ask(work, row.source, about, row.user_id, row.workspace_id)


async def _send(uow: UnitOfWork, user_id: UUID, said: Mapping[UUID, Words | None]) -> None:
    """Each row is sent and gone in one transaction, so it leaves once."""
    user = (await users.by_ids(uow, [user_id])).get(user_id)
    chosen = await preferences.choices(uow, user)
    belongs = await service.workspaces_of(uow, user_id)
    bundled: list[tuple[HeldNotice, Words]] = []
    for row in await service.due(uow, lock=True):
        if row.id not in said:
            continue
        text = said[row.id]
        lost = row.member and row.workspace_id not in belongs
        await uow.session.delete(row)
        if text is None or lost or not chosen.on(row.category, row.channel):
            continue
        if user is None or user.status != "active":
            continue
        if row.reason == "digest":
            bundled.append((row, text))
            continue
        # A mail about a workspace carries its name as the sender's.
        async with uow.within(workspace_id=row.workspace_id):
            await channels.send(
                uow,
                row.channel,
                user=user,
                user_id=user_id,
                category=row.category,
                text=text,
                url=row.url,
                key=row.dedupe_key,
            )
    if bundled and user is not None:
        await _bundle(uow, user, bundled)


async def _bundle(uow: UnitOfWork, user: User, bundled: Sequence[tuple[HeldNotice, Words]]) -> None:
    first = bundled[0][0]
    key = f"digest:{first.due.isoformat()}:{first.id}"
    if user.email:
        await channels.send_digest(uow, user, [(text, row.url) for row, text in bundled], key=key)
