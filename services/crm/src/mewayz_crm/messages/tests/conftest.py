"""Where mails of these tests leave to: a real SMTP server, and the providers of the test library."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postmaster:
    """An SMTP server's decisions: `answers` in order, then yes; a None among them ends the connection after the mail
    was read, so that its sender learns nothing. `raw` is what was read, byte by byte; `senders` is where
    reports go."""

    url: str = ""
    answers: list[str | None] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 kept"
        if answer is None or answer.startswith("2"):
            self.raw.append(bytes(envelope.content or b""))
            self.senders.append(str(envelope.mail_from))
        if answer is None:
            server.transport.abort()
        return answer or "250 kept"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: Any) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails that arrived."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[arg-type]


@pytest.fixture
async def smtp() -> AsyncIterator[Postmaster]:
    """A running server."""
    postmaster, loop = Postmaster(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(postmaster, loop=loop), "127.0.0.1", 0)
    postmaster.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}?starttls=never"
    yield postmaster
    server.close()
    await server.wait_closed()
