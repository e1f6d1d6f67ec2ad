"""Our slim copies of events that become notices."""

from uuid import UUID

from mewayz_kit.events import Event


class SecurityAlerted(Event, type="identity.security.alerted.v1", subject="user_id"):
    """Something about a person's account that they should know."""

    user_id: UUID
    kind: str
