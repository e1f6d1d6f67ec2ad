"""Events of media."""

from uuid import UUID

from mewayz_kit.events import Event


class MediaReady(Event, type="workspace.media.ready.v1"):
    """A file is checked and can be used."""

    id: UUID
    name: str
    content_type: str
    bytes: int
    visibility: str


class MediaRejected(Event, type="workspace.media.rejected.v1"):
    """A file was not what it said, or is not taken."""

    id: UUID
    name: str
    reason: str


class MediaDeleted(Event, type="workspace.media.deleted.v1"):
    """A file is gone."""

    id: UUID
    name: str
