"""Copying what workspaces demand."""

from mewayz_identity.projections.workspaces import service
from mewayz_identity.projections.workspaces.events import WorkspaceChanged
from mewayz_kit.events import on
from mewayz_kit.uow import UnitOfWork


@on(
    WorkspaceChanged,
    "workspace.workspace.created.v1",
    "workspace.workspace.deleted.v1",
    "workspace.workspace.restored.v1",
)
async def copy_demand(event: WorkspaceChanged, uow: UnitOfWork) -> None:
    """Keep whether the workspace demands a second factor; one that its members cannot enter demands nothing."""
    demanded = event.require_mfa and event.status not in service.HIDDEN
    await service.keep(uow, workspace_id=event.id, require_mfa=demanded, version=event.version)
