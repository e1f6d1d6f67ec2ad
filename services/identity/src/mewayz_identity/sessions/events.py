"""Events of sessions."""

from uuid import UUID

from mewayz_kit.events import Event


class SessionRevoked(Event, type="identity.session.revoked.v1", subject="session_id", public=False, urgent=True):
    """Access tokens of this session must be refused from now on."""

    session_id: UUID
    user_id: UUID
