"""A campaign of a hundred thousand recipients to an SMTP server on this machine that takes everything.

Beside it, with the same client: what the server takes of ready bytes, and a loop that does nothing but compose, sign
and send. All three have eight mails under way at once.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import sqlalchemy as sa
from tests.load.crm import Crm, crm
from tests.load.tools import free_port, must, run

from mewayz_crm.campaigns.recipients.models import CampaignRecipient
from mewayz_crm.campaigns.tests.making import UNLIMITED, Desk, desk
from mewayz_crm.mail import outlet
from mewayz_crm.mail.mime import Letter, Words, compose
from mewayz_crm.mail.signing import SigningKey, sign
from mewayz_crm.mail.transports import transport_of
from mewayz_crm.mail_domains import service as mail_domains
from mewayz_kit.ids import new_id
from mewayz_kit.mail.base import Outgoing

RECIPIENTS = 100_000
BESIDE = 8
SECONDS = 40.0
"""Of each measurement; the campaign goes on from its first recipient for so long."""
BODY = "Hello you!\n\nThe big sale begins today. " * 10


class Rate(NamedTuple):
    """Mails per second, and CPU of this process for one."""

    mails: float
    cpu: float


async def main() -> None:
    """Print the table."""
    port = free_port()
    sink = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    with run(sink, port):
        async with crm(crm_mail_url=f"smtp://127.0.0.1:{port}?starttls=never") as house:
            made = await desk(house.bench, limits=UNLIMITED)
            await subscribe(made)
            letter, key = await a_letter(house, made)
            mail = ready_mail(house, letter, key)
            ready = await for_a_while(lambda: transport_of(house.bench.runtime).provider.send(mail))
            loop = await for_a_while(lambda: outlet.hand_over(house.bench.runtime, letter, key))
            began = time.perf_counter()
            where = await made.started()
            fixing = time.perf_counter() - began
            campaign = await sending(house, made)
            if must(await house.bench.member(made.workspace_id).get(where)).json()["recipients"] != RECIPIENTS:
                raise SystemExit("the audience is not whole")
    print(f"### Campaign of {RECIPIENTS:,} recipients to a local SMTP server, one process\n")
    print("| what | mails/s | ratio | our CPU ms/mail |\n|---|---|---|---|")
    for name, rate in (
        ("the server, ready bytes", ready),
        ("compose, sign, send", loop),
        ("campaign: claimed, composed, signed, sent, in the books", campaign),
    ):
        print(f"| {name} | {rate.mails:.0f} | {rate.mails / ready.mails:.2f} | {rate.cpu * 1000:.1f} |")
    print(f"\nThe start, which fixes its audience, took {fixing:.1f} s.\n")


async def subscribe(made: Desk) -> None:
    """So many confirmed subscriptions, made inside the database from a first one."""
    await made.subscribe(1)
    own = {
        "id": "UNHEX(CONCAT('0FFFFFFF', LPAD(HEX(seq.n), 24, '0')))",
        "address": "CONCAT('q', seq.n, '@example.com')",
        "address_norm": "CONCAT('q', seq.n, '@example.com')",
    }
    digits = " UNION ALL ".join(f"SELECT {digit} AS d" for digit in range(10))
    tables = [f"({digits}) AS d{place}" for place in range(5)]
    number = " + ".join(f"d{place}.d * {10**place}" for place in range(5))
    async with made.bench.runtime.db.write.begin() as connection:
        columns = [row[0] for row in await connection.execute(sa.text("SHOW COLUMNS FROM subscriptions"))]
        chosen = ", ".join(own.get(name, f"one.`{name}`") for name in columns)
        names = ", ".join(f"`{name}`" for name in columns)
        numbers = f"(SELECT {number} AS n FROM {', '.join(tables)}) AS seq"
        some = f"FROM subscriptions AS one, {numbers} WHERE seq.n BETWEEN 1 AND {RECIPIENTS - 1}"
        await connection.execute(sa.text(f"INSERT INTO subscriptions ({names}) SELECT {chosen} {some}"))
        await connection.execute(sa.text("ANALYZE TABLE subscriptions"))


async def a_letter(house: Crm, made: Desk) -> tuple[Letter, SigningKey]:
    """A mail as the campaign sends it, and the key of its domain."""
    async with house.bench.uow(workspace_id=made.workspace_id) as uow:
        key = await mail_domains.key_of(uow, "acme.example")
    if key is None:
        raise SystemExit("the domain has no key")
    words = Words("Big sale", BODY, f"<html><body><p>{BODY}</p></body></html>")
    link = "https://mewayz.example/u/" + "x" * 120
    letter = Letter(new_id(), "news@acme.example", "Acme", "p0@example.com", words, unsubscribe_url=link)
    return letter, key


def ready_mail(house: Crm, letter: Letter, key: SigningKey) -> Outgoing:
    """A mail that was composed and signed before."""
    now = house.bench.clock.now()
    message = compose(letter, at=now)
    return Outgoing(
        message=message,
        message_id=letter.id,
        sender=letter.from_address,
        to=letter.to_address,
        subject=letter.words.subject,
        text=letter.words.text,
        html=letter.words.html,
        raw=sign(message, key, at=now),
    )


async def for_a_while(attempt: Callable[[], Awaitable[object]]) -> Rate:
    """How often a second, so many at once."""
    until, done = time.perf_counter() + SECONDS / 2, 0

    async def lane() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await attempt()
            done += 1

    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(lane() for _ in range(BESIDE)))
    return Rate(done / (time.perf_counter() - began), (time.process_time() - used) / done)


async def sending(house: Crm, made: Desk) -> Rate:
    """The first steps."""
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < SECONDS and await house.bench._runner.step():
        pass
    seconds, used = time.perf_counter() - began, time.process_time() - used
    table = CampaignRecipient.__table__  # type: ignore[attr-defined]
    counted = sa.select(sa.func.count()).where(table.c.state == "sent", table.c.workspace_id == made.workspace_id)
    async with house.bench.runtime.db.read.connect() as connection:
        sent = int((await connection.execute(counted)).scalar_one())
    return Rate(sent / seconds, used / sent)
