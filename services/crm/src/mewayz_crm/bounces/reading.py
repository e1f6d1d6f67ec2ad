"""What reading a mail that came in gives. Plain values."""

import re
from dataclasses import dataclass, field
from email.message import Message
from typing import Literal

from mewayz_crm.formats import read_address
from mewayz_kit.mail.verdicts import Verdict

Kind = Literal["bounce", "complaint", "opt_out", "automatic", "mail"]
_ID = re.compile(r"<([^<>\s]{3,255})>")
_ADDRESS = re.compile(r"<?([^\s<>;,]+@[^\s<>;,:]+)>?")
MAX_WORDS = 100_000
"""Letters of a mail that are looked at; what a bounce has to say it says sooner."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One recipient of a bounce. `address` is the one that a mail was sent to, as far as the report knows it."""

    address: str
    verdict: Verdict
    status: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail is.

    `bounce`: mail did not arrive, at `recipients` · `complaint`, `opt_out`: somebody said so to their provider, about
    `addresses` · `automatic`: a vacation answer, a receipt, a notice of success or delay: nothing · `mail`: a person
    wrote. `refers_to` are the Message-IDs of the mail that it is about.
    """

    kind: Kind
    recipients: tuple[Returned, ...] = ()
    addresses: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = field(default=())


def header(message: Message, name: str) -> str:
    """A header in one line; empty if there is none."""
    return " ".join(str(message.get(name) or "").split())


def message_ids(*texts: str) -> tuple[str, ...]:
    """The Message-IDs in some headers, without brackets, each once."""
    return tuple(dict.fromkeys(found for text in texts for found in _ID.findall(text)))


def address_in(text: str) -> str | None:
    """The comparable form of the address in a header or field (`rfc822; jane@example.com`); None for none."""
    for found in _ADDRESS.findall(text.partition(";")[2] or text):
        try:
            return read_address(found).norm
        except ValueError:
            continue
    return None


def words(part: Message) -> str:
    """The text of a part, whatever its encoding; what cannot be decoded is left out."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        return raw.decode(charset, "replace")[:MAX_WORDS]
    except LookupError:
        return raw.decode("utf-8", "replace")[:MAX_WORDS]
