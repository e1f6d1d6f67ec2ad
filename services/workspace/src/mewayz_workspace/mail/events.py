"""Events of mail."""

from uuid import UUID

from mewayz_kit.events import Event


class MailBounced(Event, type="workspace.mail.bounced.v1", subject="address", public=False):
    """A mail did not arrive because of its address, and none will."""

    id: UUID
    address: str
    template: str
    reason: str
