"""Events of API keys."""

from uuid import UUID

from mewayz_kit.events import Event


class ApiKeyRevoked(Event, type="identity.api_key.revoked.v1", subject="key_id", public=False):
    """This key must be refused from now on."""

    key_id: UUID
