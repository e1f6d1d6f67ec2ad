"""Events of API keys."""

from uuid import UUID

from mewayz_kit.events import Event


class ApiKeyRevoked(Event, type="identity.api_key.revoked.v1", subject="key_id", public=False, urgent=True):
    """What is remembered of this key is no longer true: it was revoked, or holds other rights. Ask again."""

    key_id: UUID
