"""Events of what became of messages."""

from datetime import datetime

from mewayz_crm.messages.events import OfMessage
from mewayz_kit.events import Event


class Happened(OfMessage):
    """Something became of a message. `at` is when it happened, as far as who reported it says."""

    at: datetime


class MessageDelivered(Happened, Event, type="crm.message.delivered.v1", subject="message_id"):
    """The mailbox provider of the person has taken a mail."""


class MessageOpened(Happened, Event, type="crm.message.opened.v1", subject="message_id"):
    """A mail was opened for the first time, not by a machine. Never where opens are only counted."""

    is_proxy: bool


class MessageClicked(Happened, Event, type="crm.message.clicked.v1", subject="message_id"):
    """A link of a mail was followed for the first time, not by a machine. Never where clicks are only counted."""

    link: str


class MessageBounced(Happened, Event, type="crm.message.bounced.v1", subject="message_id"):
    """A mail came back. `permanent`: its address is lost, not only this mail."""

    permanent: bool
    reason: str | None


class MessageComplained(Happened, Event, type="crm.message.complained.v1", subject="message_id"):
    """The person told their mailbox provider that they did not want a mail."""


class MessageReplied(Happened, Event, type="crm.message.replied.v1", subject="message_id"):
    """The person answered a mail; said once, however often they do."""
