"""Templates to text: sandboxed Jinja2, and the MIME message that goes out."""

from collections.abc import Collection, Mapping
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any, NamedTuple
from uuid import UUID

from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

from mewayz_kit.mail.base import Outgoing

_TEXT = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
_HTML = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=True)


class Rendered(NamedTuple):
    """One mail's words."""

    subject: str
    text: str
    html: str


def problems(source: str, variables: Collection[str]) -> str | None:
    """Why a template cannot be saved: broken syntax, or a variable that no sender fills. None when it can."""
    try:
        unknown = meta.find_undeclared_variables(_TEXT.parse(source)) - set(variables)
    except TemplateError as error:
        return f"is no valid template: {error}"
    if unknown:
        return f"uses unknown variables: {', '.join(sorted(unknown))}; there are {', '.join(sorted(variables))}"
    return None


def render(subject: str, text: str, html: str, data: Mapping[str, Any]) -> Rendered:
    """Fill in a template. The subject is one line whatever the data holds."""
    filled = _TEXT.from_string(subject).render(data)
    return Rendered(
        subject=" ".join(filled.split())[:250],
        text=_TEXT.from_string(text).render(data).rstrip() + "\n",
        html=_HTML.from_string(html).render(data),
    )


def compose(
    words: Rendered,
    *,
    sender: str,
    to: str,
    message_id: UUID,
    at: datetime,
    category: str,
    headers: Mapping[str, str],
) -> EmailMessage:
    """The MIME message: text and HTML as alternatives, one Message-ID over all retries."""
    name, address = parseaddr(sender)
    # A URL in a header is one word: folded at 78 letters it would be encoded, and mail programs would not know it.
    message = EmailMessage(policy=policy.default.clone(max_line_length=998))
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = words.subject
    message["Message-ID"] = f"<{message_id}@{address.partition('@')[2]}>"
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Mewayz-Category"] = category
    for header, value in headers.items():
        message[header] = value
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    return message


def outgoing(message: EmailMessage, words: Rendered, *, sender: str, to: str, message_id: UUID) -> Outgoing:
    """A composed mail as adapters take it."""
    return Outgoing(
        message=message,
        message_id=message_id,
        sender=sender,
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
    )
