"""What others of this service ask of the goals."""

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements.models import WorkspaceGoal


async def slugs(uow: UnitOfWork) -> list[str]:
    """The goals of the present workspace in order, the primary one first; empty when nobody chose any."""
    first = col(WorkspaceGoal.primary_key).is_(None)
    return list(await uow.all(sa.select(col(WorkspaceGoal.goal)).order_by(first, col(WorkspaceGoal.position))))
