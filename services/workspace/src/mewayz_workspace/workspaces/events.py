"""Events of workspaces beyond their snapshots, and our copies of others'."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class WorkspacePurged(Event, type="workspace.workspace.purged.v1", public=False):
    """Every service has erased the workspace."""

    id: UUID
    at: datetime
