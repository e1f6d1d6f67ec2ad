"""Our slim copies of what pipelines listen to."""

from uuid import UUID

from mewayz_kit.events import Event


class WorkspaceCreated(Event, type="workspace.workspace.created.v1"):
    """A workspace begins; its first pipeline is in its currency."""

    id: UUID
    currency: str
