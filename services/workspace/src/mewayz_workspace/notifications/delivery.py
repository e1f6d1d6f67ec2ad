"""From a notice to people: who is meant, on which channels, now or later."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from mewayz_kit.notices import Notice
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notification_preferences import service as preferences
from mewayz_workspace.notification_preferences.rules import CHANNELS
from mewayz_workspace.notifications import channels as ways
from mewayz_workspace.notifications import service
from mewayz_workspace.notifications.held import service as held
from mewayz_workspace.notifications.texts import Words, words
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.projections.users.models import User
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.roles import service as roles


async def recipients(uow: UnitOfWork, notice: Notice) -> list[UUID]:
    """The people meant, in a fixed order, so that parallel notices lock feeds alike.

    Somebody named who was a member and is none any more, or is suspended, is told nothing of the workspace; who never
    was one (a learner, a partner, the staff) is told what was addressed to them. Of a deferred notice the source
    decides, person by person.
    """
    wanted = notice.recipients
    if wanted.users:
        judged = notice.deferred or uow.scope.workspace_id is None
        return sorted(set(wanted.users) - (set() if judged else await members.shut_out(uow, wanted.users)))
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
    of: Collection[str] = ("active",),
) -> None:
    """Tell each person once, on those of `channels` that are on for them; `of`: in which states of their account."""
    people = list(to)
    known = await users.by_ids(uow, people)
    for user_id in people:
        user = known.get(user_id)
        if user is not None and user.status not in of:
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
    """One person, one notice: a channel that is off gets nothing, one that is quiet gets it later.

    What is shown in the product makes no noise, so it is there at once; mail and push wait.
    """
    key = f"{source}:{notice.dedupe_key}"[:200]
    async with uow.within(user_id=user_id):
        chosen = await preferences.choices(uow, user)
        wanted = [channel for channel in CHANNELS if channel in channels and chosen.on(notice.category, channel)]
        for channel in wanted:
            until = chosen.release(uow.now, notice.category, channel)
            if channel == "in_app":
                await service.store(uow, notice, text, user_id=user_id, key=key)
            elif until is not None:
                await held.hold(
                    uow, notice, user_id=user_id, channel=channel, key=key, source=source, text=text, until=until
                )
            else:
                await ways.send(
                    uow,
                    channel,
                    user=user,
                    user_id=user_id,
                    category=notice.category,
                    text=text,
                    url=notice.url,
                    key=key,
                )
