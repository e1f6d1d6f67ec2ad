"""A mailbox is read by IMAP: each mail acts once, whoever reads, whatever the server does (crm.md §8)."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from mewayz_crm.bounces.tests.mails import EXIM, REPLY, SENT
from mewayz_crm.campaigns.sending.tests.test_once import worker
from mewayz_crm.campaigns.tests.making import desk
from mewayz_crm.inbound_mail import polling
from mewayz_crm.inbound_mail.mailbox import Mailbox
from mewayz_crm.inbound_mail.models import MailboxMark
from mewayz_crm.mail_events.tests.sent import LIMITS, sent, state_of
from mewayz_crm.messages.models import Message
from mewayz_crm.tests.making import API
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race


@dataclass
class Server:
    """As much of an IMAP server as reading takes (RFC 3501)."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    password: str = "pass word"
    fetched: list[int] = field(default_factory=list)
    refuses: bool = False
    hangs_up: bool = False
    port: int = 0

    @property
    def url(self) -> str:
        return f"imap://bounces%40in.example:pass%20word@127.0.0.1:{self.port}/Bounces%20in?starttls=never"

    def arrive(self, text: str) -> None:
        self.mails[max(self.mails, default=0) + 1] = text.replace("\n", "\r\n").encode()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.hangs_up:
            writer.close()
            return
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            tag, _, command = line.partition(" ")
            for said in self.answer(command):
                writer.write(said + b"\r\n")
            writer.write(f"{tag} {'NO no' if self.is_refused(command) else 'OK done'}\r\n".encode())
            await writer.drain()
            if command == "LOGOUT":
                break
        writer.close()

    def is_refused(self, command: str) -> bool:
        return self.refuses or (command.startswith("LOGIN") and f'"{self.password}"' not in command)

    def answer(self, command: str) -> list[bytes]:
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1"]
        if command.startswith("EXAMINE"):
            assert command == 'EXAMINE "Bounces in"', "a mailbox is only read"
            return [b"* %d EXISTS" % len(self.mails), b"* OK [UIDVALIDITY %d] valid" % self.validity]
        if found := re.fullmatch(r"UID SEARCH UID (\d+):\*", command):
            last = max(self.mails, default=0)
            uids = [uid for uid in self.mails if uid >= min(int(found.group(1)), last)]
            return [b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids)]
        if found := re.fullmatch(r"UID FETCH (\d+) \((.+)\)", command):
            uid = int(found.group(1))
            raw = self.mails[uid]
            if found.group(2) == "RFC822.SIZE":
                return [b"* %d FETCH (UID %d RFC822.SIZE %d)" % (uid, uid, len(raw))]
            assert found.group(2) == "BODY.PEEK[]", "no mail is marked as read"
            self.fetched.append(uid)
            return [b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)" % (uid, uid, len(raw), raw)]
        assert command.startswith(("LOGIN", "LOGOUT")), command
        return []


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A running server."""
    imap = Server()
    listening = await asyncio.start_server(imap.talk, "127.0.0.1", 0)
    imap.port = listening.sockets[0].getsockname()[1]
    yield imap
    listening.close()


@pytest.fixture
async def house(open_bench: Any, server: Server) -> AsyncIterator[ServiceBench]:
    """The service with a mailbox to read."""
    async with open_bench(crm_mailbox_url=server.url, crm_inbound_domain="in.example") as opened:
        yield opened


def about(text: str, row: Message) -> str:
    """A mail of the samples about a mail of ours."""
    return text.replace(SENT, row.rfc_message_id).replace("jane@example.org", row.to_address)


async def poll(house: ServiceBench) -> None:
    house.clock.advance(minutes=5)
    await house.run_until_idle()
    assert await house.inbox("dead") == []


async def test_each_mail_of_the_mailbox_acts_once(house: ServiceBench, server: Server) -> None:
    acme = await house.workspace(limits=LIMITS)
    bounced, answered = [await sent(house, acme) for _ in range(2)]
    server.arrive(about(EXIM, bounced))
    server.arrive("Subject: spam\n\nnothing of ours\n")
    await poll(house)
    assert await state_of(house, acme, bounced) == "bounced"
    server.arrive(about(REPLY, answered))
    await poll(house)
    await poll(house)
    assert server.fetched == [1, 2, 3], "what was read is not read again"
    events = (await house.member(acme).get(f"{API}/mail-events", params={"sort": "at"})).json()["items"]
    assert [one["kind"] for one in events] == ["hard_bounce", "reply"]

    server.validity += 1  # the server has numbered its mails anew: all are read again, and nothing happens twice
    await poll(house)
    assert server.fetched == [1, 2, 3, 1, 2, 3]
    assert (await house.member(acme).get(f"{API}/mail-events", params={"sort": "at"})).json()["items"] == events


async def test_several_readers_at_once_take_each_mail_once(
    house: ServiceBench, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "AT_ONCE", 2)  # so that there are several rounds
    made = await desk(house)
    rows = [await sent(house, made.workspace_id, to_address=f"p{number}@example.com") for number in range(5)]
    for row in rows:
        server.arrive(about(REPLY, row))
    outcomes = await race(lambda _: polling.poll(worker(house, made)), callers=3)
    for outcome in outcomes:
        assert outcome is None or "lock" in str(outcome).lower(), outcome
    await poll(house)
    async with house.uow() as uow:
        [mark] = await uow.all(sa.select(MailboxMark))
    assert (mark.validity, mark.uid) == (7, 5)


@pytest.mark.parametrize("trouble", ["password", "refuses", "away", "large"])
async def test_a_server_in_trouble_is_asked_again(
    house: ServiceBench, server: Server, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    acme = await house.workspace(limits=LIMITS)
    row = await sent(house, acme)
    server.arrive(about(EXIM, row))
    with monkeypatch.context() as patched:
        match trouble:
            case "password":
                patched.setattr(server, "password", "another")
            case "refuses":
                patched.setattr(server, "refuses", True)
            case "away":
                patched.setattr(server, "hangs_up", True)
            case "large":
                patched.setattr(polling, "LARGEST", 10)
        await poll(house)
        assert await state_of(house, acme, row) == "sent"
    if trouble == "large":  # skipped for good: it would stop whatever comes after it
        server.arrive(about(EXIM, row))
    await poll(house)
    assert await state_of(house, acme, row) == "bounced"


@pytest.mark.parametrize("url", ["", "imap://host/x", "imaps://user@host", "pop://a:b@host", "imaps://a:b@host?x=1"])
def test_a_mailbox_is_named_by_its_url(url: str) -> None:
    with pytest.raises(ValueError, match="use imaps://"):
        Mailbox.of(url)
    box = Mailbox.of("imaps://a:b@host")
    assert (box.port, box.folder, box.tls, box.starttls) == (993, "INBOX", True, False)
    assert Mailbox.of("imap://a:b@host:14/x").starttls
    assert Mailbox.of("imaps://a:c@host").key == box.key != Mailbox.of("imaps://a:b@host/Junk").key
