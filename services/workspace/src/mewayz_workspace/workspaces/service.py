"""Use-cases of the workspace row itself; what needs members and plans is in `founding` and `lifecycle`."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, InvalidTransition, NotFound, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.workspaces.models import Slug, Workspace
from mewayz_workspace.workspaces.rules import MOVES, SLUG_RESERVED_FOR, slug_problem
from mewayz_workspace.workspaces.schemas import WorkspaceRead, WorkspaceUpdate

TOLD = ("created", "updated", "suspended", "reinstated", "deleted", "restored", "purge_requested")
records = Records(Workspace, WorkspaceRead, entity="workspace", tells=TOLD)


async def get(uow: UnitOfWork, workspace_id: UUID) -> Workspace:
    """The workspace, or 404."""
    return await records.get(uow, workspace_id)


async def lock(uow: UnitOfWork) -> Workspace:
    """Hold the present workspace's row: changes of its team wait for each other (invariant 1)."""
    return await records.get(uow, uow.workspace_id, lock=True)


async def raise_access_version(uow: UnitOfWork) -> int:
    """Somebody's rights change in this transaction (invariant 3). The row's own version stays."""
    mine = col(Workspace.id) == uow.workspace_id
    change = sa.update(Workspace).where(mine).values(access_version=col(Workspace.access_version) + 1)
    await uow.execute(change.execution_options(synchronize_session=False))
    version: int = await uow.scalar(sa.select(col(Workspace.access_version)).where(mine))
    return version


async def change(uow: UnitOfWork, row: Workspace, patch: WorkspaceUpdate) -> Workspace:
    """Apply a merge patch; a new slug keeps the former one reserved for a year."""
    fields = given(patch)
    nullable = {"description", "industry", "team_size"}
    if empty := [name for name, value in fields.items() if value is None and name not in nullable]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    if fields.get("slug", row.slug) != row.slug:
        await take_slug(uow, row.id, fields["slug"])
    mfa = fields.get("require_mfa", row.require_mfa) != row.require_mfa
    row = await records.update(uow, row, patch)
    if mfa:
        await raise_access_version(uow)
    forget_after_commit(uow, row.id)
    return row


async def take_slug(uow: UnitOfWork, workspace_id: UUID, slug: str) -> None:
    """Make `slug` the workspace's name in URLs, or 422 / 409 `slug_taken`.

    UNIQUE over current and former names decides; a name given up more than a year ago is free again.
    """
    if problem := slug_problem(slug):
        raise Unprocessable.field("/slug", "invalid_slug", f"The slug {problem}.")
    long_ago = uow.now - SLUG_RESERVED_FOR
    own = col(Slug.workspace_id) == workspace_id
    await uow.execute(sa.delete(Slug).where(col(Slug.slug) == slug, (col(Slug.retired_at) < long_ago) | own))
    await uow.execute(sa.update(Slug).where(own, col(Slug.retired_at).is_(None)).values(retired_at=uow.now))
    uow.add(Slug(id=new_id(), slug=slug, workspace_id=workspace_id))
    await uow.flush()


async def slug_is_free(uow: UnitOfWork, slug: str) -> bool:
    """Whether nobody has this name now; another request may still be faster."""
    return await uow.scalar(sa.select(col(Slug.id)).where(col(Slug.slug) == slug)) is None


async def by_slug(uow: UnitOfWork, slug: str) -> Workspace:
    """The workspace that has, or had within a year, this name."""
    statement = (
        sa.select(Workspace).join(Slug, col(Slug.workspace_id) == col(Workspace.id)).where(col(Slug.slug) == slug)
    )
    found: Workspace | None = await uow.scalar(statement)
    if found is None:
        raise NotFound(detail="There is no such workspace.")
    return found


async def move(uow: UnitOfWork, row: Workspace, trigger: str, *, event: str, reason: str | None = None) -> None:
    """One step of the state table, told as `workspace.workspace.{event}.v1`; 409 `invalid_transition`."""
    state = MOVES.get((row.status, trigger))
    if state is None:
        raise InvalidTransition("workspace", row.status, trigger)
    before, row.status, row.status_reason = row.status, state, reason
    await uow.flush()
    await raise_access_version(uow)
    changes = {"status": {"before": before, "after": state}}
    await records.tell(uow, row, event, changes=changes)
    forget_after_commit(uow, row.id)


def confirm_slug(row: Workspace, typed: str) -> None:
    """422 unless the caller typed the workspace's name, which shows that they mean this one."""
    if typed != row.slug:
        raise Unprocessable.field("/slug", "slug_mismatch", "Type the slug of this workspace to confirm.")


def refuse_hidden(row: Workspace) -> None:
    """409 while a workspace is on its way out."""
    if row.status != "active":
        raise Conflict("workspace_not_active", f"The workspace is {row.status}.")


def forget_after_commit(uow: UnitOfWork, workspace_id: UUID) -> None:
    """Drop the cached tenant of this process once the change is there."""
    uow.after_commit(lambda: uow.runtime.tenants.forget(workspace_id))
