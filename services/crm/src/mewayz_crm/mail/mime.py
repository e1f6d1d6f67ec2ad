"""A mail as it goes over the wire. Pure.

Both texts are quoted-printable: no server on the way has a reason to encode them anew, which would break the signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple
from uuid import UUID

# A URL in a header is one word: folded at 78 letters it would be encoded, and mail programs would not know it.
FORM = policy.SMTP.clone(max_line_length=998)


class Words(NamedTuple):
    """What a mail says, as text and as HTML."""

    subject: str
    text: str
    html: str


class File(NamedTuple):
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address. `id` makes its Message-ID, the same however often it is tried. `unsubscribe_url` makes
    the headers of RFC 2369 and RFC 8058, with `unsubscribe_address` beside it where mail comes in; servers report to
    `return_path` what they could not deliver; `automatic`: no person wrote it, and none should answer by rote
    (RFC 3834)."""

    id: UUID
    from_address: str
    from_name: str
    to_address: str
    words: Words
    to_name: str | None = None
    reply_to: str | None = None
    in_reply_to: str | None = None
    unsubscribe_url: str | None = None
    unsubscribe_address: str | None = None
    return_path: str | None = None
    automatic: bool = True
    files: Sequence[File] = ()

    @property
    def rfc_message_id(self) -> str:
        """The Message-ID without its angle brackets (RFC 5322, 3.6.4)."""
        return f"{self.id}@{self.from_address.rpartition('@')[2]}"


def compose(letter: Letter, *, at: datetime) -> EmailMessage:
    """The MIME message: text and HTML as alternatives, and files beside them."""
    message = EmailMessage(policy=FORM.clone(utf8=not _is_ascii(letter)))
    message["From"] = _mailbox(letter.from_name, letter.from_address)
    message["To"] = _mailbox(letter.to_name, letter.to_address)
    if letter.reply_to:
        message["Reply-To"] = _mailbox(None, letter.reply_to)
    message["Subject"] = _line(letter.words.subject)[:250]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.rfc_message_id}>"
    if letter.in_reply_to:
        message["In-Reply-To"] = message["References"] = f"<{letter.in_reply_to}>"
    if letter.unsubscribe_url:
        by_mail = f", <mailto:{letter.unsubscribe_address}?subject=unsubscribe>" if letter.unsubscribe_address else ""
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>{by_mail}"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if letter.automatic:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.words.text, cte="quoted-printable")
    message.add_alternative(letter.words.html, subtype="html", cte="quoted-printable")
    for file in letter.files:
        kind, _, subtype = file.content_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=_line(file.name))
    return message


def _is_ascii(letter: Letter) -> bool:
    """Whether its addresses need nothing of RFC 6531; names are encoded either way."""
    return "".join((letter.from_address, letter.to_address, letter.reply_to or "")).isascii()


def _mailbox(name: str | None, address: str) -> Address:
    return Address(display_name=_line(name or ""), addr_spec=address)


def _line(text: str) -> str:
    return " ".join(text.split())
