"""What every adapter has in common."""

from base64 import b64encode
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Any, ClassVar, NamedTuple, Protocol
from uuid import UUID

import orjson

from mewayz_kit.egress import Answer, Egress
from mewayz_kit.errors import Unavailable


class Refused(Exception):
    """This mail will never be taken; trying again is pointless. `bounced`: because of its address."""

    def __init__(self, reason: str, *, bounced: bool = False) -> None:
        super().__init__(reason)
        self.bounced = bounced


class Attached(NamedTuple):
    """A file that goes with a mail; its content as Base64 too, which is how providers take it."""

    name: str
    content_type: str
    content: bytes

    @property
    def base64(self) -> str:
        """The content for JSON."""
        return b64encode(self.content).decode()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail on its way: the MIME message, and its parts for providers that take them apart.

    `raw` is the message as it must leave, byte by byte, because it is signed; SMTP, SES and Mailgun send it like that.
    Elastic Email and SendGrid build the message themselves, so what they send carries only their own signature.
    `return_path` is where a server reports to that it could not deliver; absent, to the sender. Only SMTP takes one:
    the others report by their own events.
    """

    message: EmailMessage
    message_id: UUID
    sender: str
    to: str
    subject: str
    text: str
    html: str
    raw: bytes | None = None
    return_path: str | None = None

    @property
    def attachments(self) -> list[Attached]:
        """The files in the message, for providers that are told of them one by one."""
        parts = self.message.iter_attachments() if self.message.is_multipart() else ()
        return [
            Attached(part.get_filename() or "file", part.get_content_type(), _bytes_of(part))
            for part in parts
            if part.is_attachment()
        ]

    @property
    def headers(self) -> dict[str, str]:
        """The headers that a provider which builds the message itself must be told."""
        own = {"from", "to", "subject", "date", "mime-version", "content-type", "content-transfer-encoding"}
        return {name: str(value) for name, value in self.message.items() if name.lower() not in own}

    def as_bytes(self) -> bytes:
        """The whole message for the wire."""
        return self.raw or self.message.as_bytes(policy=policy.SMTP)


class Provider(Protocol):
    """A way to send one mail. `builds_message`: from its parts, so that a signature of ours would be lost."""

    builds_message: ClassVar[bool]

    async def send(self, mail: Outgoing) -> str | None:
        """Hand the mail over; answers the provider's own id of it.

        Raises `Refused` for what can never be sent, anything else may be tried again.
        """


def _bytes_of(part: Any) -> bytes:
    return bytes(part.get_payload(decode=True) or b"")


def judge(answer: Answer, provider: str) -> Any:
    """The JSON of a good answer. A refusal of the mail is final, a refusal of the credential is the operator's to
    mend, so the mail waits, as it does for 429 and 5xx."""
    if answer.status < 300:
        try:
            return orjson.loads(answer.body) if answer.body else {}
        except orjson.JSONDecodeError:
            return {}
    said = f"{provider} answered {answer.status}: {answer.body[:200].decode(errors='replace')}"
    if answer.status in {400, 413, 422}:
        raise Refused(said)
    raise Unavailable("mail_provider_failed", said)


@dataclass(frozen=True, slots=True)
class HttpProvider:
    """A provider that is called by HTTP at `base_url`, only through the kit's egress."""

    egress: Egress
    base_url: str
    builds_message: ClassVar[bool] = False

    def url(self, path: str) -> str:
        """A route of the provider."""
        return f"{self.base_url.rstrip('/')}{path}"
