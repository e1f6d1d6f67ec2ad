"""Where mails go: the local mailbox or an SMTP server."""

from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qsl, unquote, urlsplit

import aiosmtplib

from mewayz_kit.config import ConfigurationError

SMTP_TIMEOUT = 20
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}


class Refused(Exception):
    """The server will never take this mail; trying again is pointless."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """An SMTP server (RFC 5321). `starttls`: None upgrades when offered, False never, True demands it."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    starttls: bool | None

    async def send(self, message: EmailMessage) -> None:
        """Hand the mail over. Raises `Refused` for 5xx answers, anything else may be tried again."""
        try:
            await aiosmtplib.send(
                message,
                hostname=self.host,
                port=self.port,
                username=self.username,
                password=self.password,
                use_tls=self.tls,
                start_tls=self.starttls,
                timeout=SMTP_TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(refusal.code >= 500 for refusal in error.recipients):
                raise Refused(str(error.recipients[0].message)) from error
            raise
        except aiosmtplib.SMTPResponseException as error:
            if error.code >= 500 and not isinstance(error, aiosmtplib.SMTPAuthenticationError):
                raise Refused(f"{error.code} {error.message}") from error
            raise


@dataclass(frozen=True, slots=True)
class LocalMailbox:
    """The mailbox in this service's own tables: mails are kept, and staff and operators read them."""


def open_transport(url: str | None) -> Smtp | LocalMailbox | None:
    """The transport of `MEWAYZ_MAIL_URL`; None when there is none."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme == "local":
        return LocalMailbox()
    options = dict(parse_qsl(parts.query))
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or options.keys() - {"starttls"}:
        raise ConfigurationError(
            "MEWAYZ_MAIL_URL is wrong: use local:, smtp://user:password@host:587?starttls=always|never "
            "or smtps://user:password@host:465"
        )
    wanted = {"always": True, "never": False}.get(options.get("starttls", ""))
    return Smtp(
        host=parts.hostname,
        port=parts.port or DEFAULT_PORTS[parts.scheme],
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=parts.scheme == "smtps",
        starttls=False if parts.scheme == "smtps" else wanted,
    )
