"""Our slim copy of workspace's event of a mail that came back."""

from mewayz_kit.events import Event


class MailBounced(Event, type="workspace.mail.bounced.v1", subject="address", public=False):
    """Mails to this address do not arrive."""

    address: str
