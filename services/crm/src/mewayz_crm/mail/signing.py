"""DKIM signatures (RFC 6376) under the key of a workspace's own domain. Pure."""

from dataclasses import dataclass, field
from email.message import EmailMessage

import dkim

SIGNED = (
    *("from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to", "references", "mime-version"),
    *("content-type", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted"),
)
"""What a signature covers, as far as a mail has it; RFC 8058 demands the two of the unsubscription."""
RELAXED = (b"relaxed", b"relaxed")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key of a verified domain: `private` is PEM, and shown nowhere."""

    domain: str
    selector: str
    private: bytes = field(repr=False)


def sign(message: EmailMessage, key: SigningKey) -> bytes:
    """The message as it must leave, with its signature in front."""
    raw = message.as_bytes()
    present = [name.encode() for name in SIGNED if name in message]
    signature: bytes = dkim.sign(
        raw, key.selector.encode(), key.domain.encode(), key.private, canonicalize=RELAXED, include_headers=present
    )
    return signature + raw
