"""Keeping what workspaces demand."""

from uuid import UUID

from sqlmodel import col

from mewayz_identity.base import update
from mewayz_identity.projections.workspaces.models import WorkspaceDemand
from mewayz_kit.portable import insert_ignore
from mewayz_kit.tombstones import is_erased
from mewayz_kit.uow import UnitOfWork

HIDDEN = frozenset({"archived", "purging", "purged"})
"""States of a workspace in which nobody is let in (workspace.md §4)."""


async def keep(uow: UnitOfWork, *, workspace_id: UUID, require_mfa: bool, version: int) -> None:
    """Write what a snapshot says, unless a newer one has been here."""
    if await is_erased(uow, "workspace", workspace_id):
        return
    # The row is made older than any snapshot, so that the conditional update below writes the first one as well.
    first = {"workspace_id": workspace_id, "require_mfa": False, "version": -1}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, WorkspaceDemand).values(**first))
    await uow.execute(
        update(WorkspaceDemand)
        .where(col(WorkspaceDemand.workspace_id) == workspace_id, col(WorkspaceDemand.version) < version)
        .values(require_mfa=require_mfa, version=version)
    )
