"""When notifications are forgotten."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.inbox import Work
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notifications.held import service as held
from mewayz_workspace.notifications.models import Notification

KEPT_FOR = timedelta(days=365)


async def forget_old(work: Work) -> None:
    """Delete what nobody scrolls back to."""
    await forget(work.runtime, Notification, col(Notification.created_at) < work.now - KEPT_FOR)


async def forget_workspace(uow: UnitOfWork, workspace_id: UUID) -> int:
    """Delete what was told of a purged workspace, and what still waits."""
    with uow.unscoped("a purged workspace is forgotten by every person"):
        done = await uow.execute(sa.delete(Notification).where(col(Notification.workspace_id) == workspace_id))
    return int(done.rowcount) + await held.forget_workspace(uow, workspace_id)
