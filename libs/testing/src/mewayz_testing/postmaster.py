"""An SMTP server on this machine that answers as it is told and keeps what it was given."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Postmaster:
    """An SMTP server's decisions: `answers` in order, then yes; a None among them ends the connection after the mail
    was read, so that its sender learns nothing. Each mail takes `seconds`. `raw` is what was read, byte by byte, and
    `recipients` are to whom, one by one; `senders` is where reports go. It knows nobody called nobody."""

    url: str = ""
    answers: list[str | None] = field(default_factory=list)
    seconds: float = 0
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 kept"
        if answer is None or answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.senders.append(str(envelope.mail_from))
            self.recipients += envelope.rcpt_tos
        await asyncio.sleep(self.seconds)
        if answer is None and isinstance(server.transport, asyncio.Transport):
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
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]


@asynccontextmanager
async def postmaster() -> AsyncIterator[Postmaster]:
    """One that listens on a free port in the loop of the test."""
    found, loop = Postmaster(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(found, loop=loop), "127.0.0.1", 0)
    found.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}?starttls=never"
    try:
        yield found
    finally:
        server.close()
        await server.wait_closed()


@contextmanager
def postmaster_beside() -> Iterator[Postmaster]:
    """One in a thread of its own, for houses that outlive the loop of a test."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    made: list[Postmaster] = []

    async def serve() -> None:
        async with postmaster() as found:
            made.append(found)
            ready.set()
            await over.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(timeout=10)
    try:
        yield made[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
