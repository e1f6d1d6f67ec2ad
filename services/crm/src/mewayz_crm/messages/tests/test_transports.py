"""Mails as servers and providers get them: signed, with their headers, once."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import dkim
import pytest
import sqlalchemy as sa

from mewayz_crm.mail_domains.models import MailDomain
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.drafts import Draft
from mewayz_crm.messages.models import Message
from mewayz_crm.senders.models import Sender
from mewayz_crm.tests.making import API, make
from mewayz_kit.config import ConfigurationError
from mewayz_testing.bench import ServiceBench
from mewayz_testing.mail_providers import KEY, mail_providers

JANE = "jane@example.com"
LIMITS = {"crm.contacts": -1, "crm.mails_month": -1}


def draft(**more: Any) -> Draft:
    given = {"category": "transactional", "purpose": "receipt", "to_address": JANE, "subject": "Grüße"}
    return Draft(**{**given, "html": "<p>Hello</p>", "text": "Hello", **more})


async def sent(bench: ServiceBench, workspace: UUID, **more: Any) -> Message:
    """A mail after the first try to send it."""
    async with bench.uow(workspace_id=workspace) as uow:
        row = await messages.queue(uow, draft(**more))
    await bench.run_until_idle()
    async with bench.uow(workspace_id=workspace) as uow:
        return await uow.get(Message, row.id)


async def proven(bench: ServiceBench, workspace: UUID) -> tuple[UUID, str]:
    """A proven sender of a verified domain, and the DKIM record of the domain. What proves them is tested with them."""
    member = bench.member(workspace)
    sender = await make(member, "senders", name="Zoë, Shop", address="shop@acme.example", reply_to="help@acme.example")
    domain = await make(member, "mail-domains", domain="acme.example")
    async with bench.uow(workspace_id=workspace) as uow:
        await uow.execute(sa.update(Sender).values(state="verified"))
        await uow.execute(sa.update(MailDomain).values(state="verified"))
    return UUID(sender["id"]), next(one["value"] for one in domain["records"] if one["purpose"] == "dkim")


def verified(raw: bytes, record: str) -> bool:
    asked: list[bytes] = []

    def txt(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record.encode()

    return bool(dkim.verify(raw, dnsfunc=txt)) and asked[0].endswith(b"._domainkey.acme.example.")


@pytest.fixture
async def bench(open_bench: Any, smtp: Any) -> AsyncIterator[ServiceBench]:
    async with open_bench(crm_mail_url=smtp.url, egress_allow="127.0.0.1/32") as opened:
        yield opened


async def test_a_mail_of_a_verified_domain_is_signed_with_the_way_out_of_it(bench: ServiceBench, smtp: Any) -> None:
    acme = await bench.workspace(limits=LIMITS)
    sender, record = await proven(bench, acme)
    member = bench.member(acme)
    news = await make(member, "lists", name="News", opt_in="single")
    await make(member, "subscriptions", list_id=news["id"], address=JANE)
    row = await sent(bench, acme, category="marketing", list_ids=[UUID(news["id"])], sender_id=sender, to_name="Jane")
    assert (row.state, row.provider, row.error) == ("sent", "smtp", None)
    [raw], [mail] = smtp.raw, smtp.mails
    assert verified(raw, record)
    assert not verified(raw.replace(b"One-Click", b"Two-Click"), record)
    assert not verified(raw.replace(b"Hello", b"Hallo", 1), record)
    signed = {name.strip() for name in mail["DKIM-Signature"].partition("h=")[2].partition(";")[0].split(":")}
    assert signed >= {"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"}
    assert (mail["From"], mail["To"]) == ('"Zoë, Shop" <shop@acme.example>', "Jane <jane@example.com>")
    assert (mail["Subject"], mail["Reply-To"]) == ("Grüße", "help@acme.example")
    assert mail["Message-ID"] == f"<{row.rfc_message_id}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8080")
    form = {"List-Unsubscribe": "One-Click"}
    assert (await bench.client().post(path, data=form)).status_code == 200
    left = (await member.get(f"{API}/subscriptions", params={"list_id": news["id"]})).json()["items"]
    assert [one["state"] for one in left] == ["unsubscribed"]


async def test_mail_of_the_house_is_not_signed_and_a_transactional_one_has_no_way_out(
    bench: ServiceBench, smtp: Any
) -> None:
    acme = await bench.workspace(limits=LIMITS)
    await proven(bench, acme)
    await sent(bench, acme)
    [mail] = smtp.mails
    assert mail["From"] == "Acme <no-reply@mewayz.invalid>"
    assert {"DKIM-Signature", "List-Unsubscribe", "List-Unsubscribe-Post"} & set(mail.keys()) == set()


async def test_a_personal_mail_continues_its_thread(bench: ServiceBench, smtp: Any) -> None:
    acme = await bench.workspace(limits=LIMITS)
    sender, record = await proven(bench, acme)
    first = await sent(bench, acme, category="personal", sender_id=sender)
    await sent(bench, acme, category="personal", sender_id=sender, in_reply_to=first.rfc_message_id)
    _, mail = smtp.mails
    assert mail["In-Reply-To"] == mail["References"] == f"<{first.rfc_message_id}>"
    assert "/u/" in mail["List-Unsubscribe"]
    assert verified(smtp.raw[1], record)


async def test_what_was_not_taken_is_tried_again_with_one_message_id(bench: ServiceBench, smtp: Any) -> None:
    acme = await bench.workspace(limits=LIMITS)
    smtp.answers += ["451 busy", "451 busy"]
    row = await sent(bench, acme)
    assert (row.state, row.attempts) == ("queued", 1)
    assert "busy" in row.error
    for minutes in (1, 2):
        bench.clock.advance(minutes=minutes)
        await bench.run_until_idle()
    async with bench.uow(workspace_id=acme) as uow:
        row = await uow.get(Message, row.id)
    assert (row.state, row.attempts, row.error) == ("sent", 3, None)
    [mail] = smtp.mails
    assert mail["Message-ID"] == f"<{row.rfc_message_id}>"


async def test_what_is_refused_has_failed(bench: ServiceBench, smtp: Any) -> None:
    acme = await bench.workspace(limits=LIMITS)
    smtp.answers += ["554 spam"]
    assert (await sent(bench, acme)).state == "failed"
    gone = await sent(bench, acme, to_address="nobody@example.com")
    assert (gone.state, "no such mailbox" in str(gone.error)) == ("failed", True)
    assert (smtp.raw, await bench.inbox("dead")) == ([], [])


async def test_nobody_knows_about_a_mail_whose_answer_was_lost(bench: ServiceBench, smtp: Any) -> None:
    acme = await bench.workspace(limits=LIMITS)
    sender, _ = await proven(bench, acme)
    smtp.answers += [None, None]
    lost = await sent(bench, acme, category="personal", sender_id=sender)
    assert lost.state == "unconfirmed"
    waits = await sent(bench, acme)
    assert waits.state == "queued"
    bench.clock.advance(hours=3)
    await bench.run_until_idle()
    ids = [str(mail["Message-ID"]).strip("<>") for mail in smtp.mails]
    assert ids == [lost.rfc_message_id, waits.rfc_message_id, waits.rfc_message_id]


@pytest.mark.parametrize(
    ("url", "provider", "signed"),
    [
        ("sendgrid://{key}@?base_url={base}", "sendgrid", False),
        ("elastic-email://{key}@?base_url={base}", "elastic_email", False),
        ("mailgun://{key}@/mg.example.com?base_url={base}", "mailgun", True),
    ],
)
async def test_providers_take_mails_and_mailgun_takes_them_signed(
    open_bench: Any, url: str, provider: str, signed: bool
) -> None:
    with mail_providers() as providers:
        where = url.format(key=KEY, base=providers.url)
        async with open_bench(crm_mail_url=where, egress_allow="127.0.0.1/32") as bench:
            acme = await bench.workspace(limits=LIMITS)
            sender, record = await proven(bench, acme)
            row = await sent(bench, acme, category="personal", sender_id=sender)
            assert (row.state, row.provider, bool(row.provider_ref)) == ("sent", provider, True)
            providers.answers += [401, 500, 400]
            waits = await sent(bench, acme)
            bench.clock.advance(minutes=1)
            await bench.run_until_idle()
            bench.clock.advance(minutes=2)
            await bench.run_until_idle()
            async with bench.uow(workspace_id=acme) as uow:
                assert (await uow.get(Message, waits.id)).state == "failed"
    [taken] = providers.taken
    assert taken["to"] == JANE
    assert taken["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not signed or verified(taken["whole"], record)


async def test_a_house_whose_provider_cannot_be_read_does_not_start(open_bench: Any) -> None:
    with pytest.raises(ConfigurationError, match="MEWAYZ_CRM_MAIL_URL is wrong") as refused:
        async with open_bench(crm_mail_url="mailgun://secretkey@"):
            pass
    assert "secretkey" not in str(refused.value)


async def test_without_a_provider_mails_wait_and_leave_later(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace(limits=LIMITS)
    post.open = False
    row = await sent(mailing, acme)
    assert (row.state, row.error) == ("queued", "provider_not_configured")
    post.open = True
    mailing.clock.advance(hours=1)
    await mailing.run_until_idle()
    assert len(post.to(JANE)) == 1
