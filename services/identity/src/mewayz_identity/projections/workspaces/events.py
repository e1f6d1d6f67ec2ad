"""Our slim copy of workspace's snapshots."""

from uuid import UUID

from mewayz_kit.events import Event


class WorkspaceChanged(Event, type="workspace.workspace.updated.v1"):
    """What we need of any snapshot of a workspace; `version` rises with each change of it."""

    id: UUID
    status: str
    require_mfa: bool
    version: int
