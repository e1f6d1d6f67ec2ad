"""Holding notices back, and finding the people whose notices are due."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.ids import new_id
from mewayz_kit.notices import Notice
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notification_preferences.rules import Release
from mewayz_workspace.notifications.held.models import HeldNotice
from mewayz_workspace.notifications.texts import Words
from mewayz_workspace.team.members import service as members

AT_ONCE = 2000
"""How many people one sweep releases; the next one follows a minute later."""


async def hold(
    uow: UnitOfWork, notice: Notice, *, user_id: UUID, channel: str, key: str, source: str, text: Words, until: Release
) -> None:
    """Keep a notice for later, once per person, channel and key, however many ask at once."""
    workspace_id = uow.scope.workspace_id
    belongs = workspace_id in await workspaces_of(uow, user_id)
    await uow.execute(
        insert_ignore(uow.runtime.db.dialect, HeldNotice).values(
            id=new_id(),
            version=1,
            created_at=uow.now,
            updated_at=uow.now,
            user_id=user_id,
            channel=channel,
            reason=until.reason,
            due=until.due,
            source=source,
            workspace_id=workspace_id,
            member=belongs,
            category=notice.category,
            template=notice.template,
            params=notice.params,
            url=notice.url,
            dedupe_key=key,
            deferred=notice.deferred,
            # The words of a deferred notice are of now; the source will be asked again.
            title=None if notice.deferred else text.title,
            body=None if notice.deferred else text.body,
        )
    )


async def workspaces_of(uow: UnitOfWork, user_id: UUID) -> set[UUID | None]:
    """Where a person is an active member now."""
    return {member.workspace_id for member in await members.memberships(uow, user_id)}


async def people_with_due(uow: UnitOfWork) -> list[UUID]:
    """Whose notices may leave now."""
    with uow.unscoped("notices are released by the clock, for every person"):
        found = await uow.all(
            sa.select(col(HeldNotice.user_id)).where(col(HeldNotice.due) <= uow.now).distinct().limit(AT_ONCE)
        )
    return list(found)


async def due(uow: UnitOfWork, *, lock: bool = False) -> Sequence[HeldNotice]:
    """The present person's notices that may leave now, oldest first."""
    statement = sa.select(HeldNotice).where(col(HeldNotice.due) <= uow.now)
    statement = statement.order_by(col(HeldNotice.created_at), col(HeldNotice.id)).limit(200)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return await uow.all(statement)


async def forget_workspace(uow: UnitOfWork, workspace_id: UUID) -> int:
    """Drop what waits of a purged workspace."""
    with uow.unscoped("a purged workspace tells nobody anything"):
        done = await uow.execute(sa.delete(HeldNotice).where(col(HeldNotice.workspace_id) == workspace_id))
    return int(done.rowcount)
