"""Events of invitations."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class InvitationSent(Event, type="workspace.invitation.sent.v1"):
    """An invitation went out, for the first time or again."""

    id: UUID
    email: str
    role: str
    expires_at: datetime
    resent_count: int


class InvitationAccepted(Event, type="workspace.invitation.accepted.v1"):
    """The invited person is a member now."""

    id: UUID
    role: str
    user_id: UUID


class InvitationDeclined(Event, type="workspace.invitation.declined.v1"):
    """The invited person said no."""

    id: UUID
    role: str


class InvitationExpired(Event, type="workspace.invitation.expired.v1"):
    """Nobody answered in time."""

    id: UUID
    role: str
