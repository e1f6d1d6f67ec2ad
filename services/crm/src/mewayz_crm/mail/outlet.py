"""The one way by which a mail leaves: the local mailbox of workspace, which is the transport of a house without one.

While another transport is set the mailbox refuses, and the honest answer is `provider_not_configured`.
"""

from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Literal, NamedTuple
from uuid import UUID

from mewayz_crm.environment import environment_of
from mewayz_kit.client import RemoteProblem
from mewayz_kit.errors import ProviderNotConfigured
from mewayz_kit.service import Runtime

Outcome = Literal["sent", "refused", "provider_not_configured"]


class Words(NamedTuple):
    """What a mail says, as text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address, in the name of a workspace. `message_id` is the same however often it is tried."""

    message_id: UUID
    sender_name: str
    to: str
    words: Words


async def deliver(runtime: Runtime, mail: Mail) -> Outcome:
    """Hand a mail over, once per Message-ID; never inside a transaction. Raises `Unavailable` while workspace is
    away, for the job that calls it to be tried again."""
    message = compose(mail, sender=environment_of(runtime.settings).mail_from, at=format_datetime(runtime.clock.now()))
    body = {"message_id": message["Message-ID"], "to": mail.to, "raw": message.as_string()}
    try:
        await runtime.client.call("workspace", "POST", "/internal/v1/mailbox-messages", json=body, retry=True)
    except RemoteProblem as problem:
        if problem.code == ProviderNotConfigured.default_code:
            return "provider_not_configured"
        if problem.status == 422:  # no address that the mailbox takes
            return "refused"
        raise
    return "sent"


def compose(mail: Mail, *, sender: str, at: str) -> EmailMessage:
    """The MIME message: text and HTML as alternatives."""
    _, address = parseaddr(sender)
    # A URL in a header is one word: folded at 78 letters it would be encoded, and mail programs would not know it.
    message = EmailMessage(policy=policy.default.clone(max_line_length=998))
    message["From"] = Address(display_name=" ".join(mail.sender_name.split()), addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = " ".join(mail.words.subject.split())[:250]
    message["Message-ID"] = f"<{mail.message_id}@{address.partition('@')[2]}>"
    message["Date"] = at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.words.text)
    message.add_alternative(mail.words.html, subtype="html")
    return message
