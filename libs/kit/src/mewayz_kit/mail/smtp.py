"""An SMTP server (RFC 5321)."""

import asyncio
import socket
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, ClassVar

import aiosmtplib

from mewayz_kit.egress import Egress
from mewayz_kit.mail.base import Outgoing, Refused

TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Smtp:
    """`starttls`: None upgrades when offered, False never, True demands it.

    With `egress`, the address is checked and pinned as that of any outside call; an operator's own setting may name
    a server on the private network.
    """

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    starttls: bool | None
    egress: Egress | None = None
    builds_message: ClassVar[bool] = False

    async def send(self, mail: Outgoing) -> str | None:
        """Hand the mail over. Raises `Refused` for 5xx answers, anything else may be tried again."""
        pinned = await self._connect() if self.egress is not None else None
        try:
            await aiosmtplib.send(
                mail.raw or mail.message,
                **({} if mail.raw is None else _envelope(mail)),
                hostname=self.host,
                port=self.port if pinned is None else None,
                sock=pinned,
                username=self.username,
                password=self.password,
                use_tls=self.tls,
                start_tls=self.starttls,
                timeout=TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(refusal.code >= 500 for refusal in error.recipients):
                raise Refused(str(error.recipients[0].message), bounced=True) from error
            raise
        except aiosmtplib.SMTPResponseException as error:
            if error.code >= 500 and not isinstance(error, aiosmtplib.SMTPAuthenticationError):
                raise Refused(f"{error.code} {error.message}") from error
            raise
        return None

    async def _connect(self) -> socket.socket:
        """A connection to an address that was checked."""
        assert self.egress is not None
        target = await self.egress.check(f"https://{self.host}:{self.port}")
        address = target.addresses[0]
        family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
        line = socket.socket(family, socket.SOCK_STREAM)
        line.setblocking(False)
        try:
            async with asyncio.timeout(TIMEOUT):
                await asyncio.get_running_loop().sock_connect(line, (str(address), self.port))
        except BaseException:
            line.close()
            raise
        return line


def _envelope(mail: Outgoing) -> dict[str, Any]:
    """Sender and recipient of a message that is not to be read again; addresses beyond ASCII need RFC 6531."""
    sender = mail.return_path or parseaddr(mail.sender)[1]
    international = {} if (sender + mail.to).isascii() else {"mail_options": ["SMTPUTF8"]}
    return {"sender": sender, "recipients": [mail.to], **international}
