"""Customer mails: one per service and key, in the workspace's words or the service's, and nothing kept of them."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_crm.mail_domains.models import MailDomain
from mewayz_crm.messages.attachments import LARGEST
from mewayz_crm.messages.models import Message
from mewayz_crm.senders.models import Sender
from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

TYPE = "commerce.customer_message.requested.v1"
LINK = "https://mewayz.example/orders/only-for-jane"


def asked(**change: Any) -> dict[str, Any]:
    return {
        "to": {"address": "Jane@Example.com", "name": "Jane\nDoe", "locale": "en", "zone": "Europe/Berlin"},
        "template_key": "commerce.order_paid",
        "data": {"number": 7, "url": LINK, "lines": [{"name": "Mug"}]},
        "words": {"subject": "Order 7 is paid", "text": f"Thank you.\n\n{LINK}"},
        "attachments": [],
        "dedupe_key": "order-paid:7",
    } | change


async def deliver(bench: ServiceBench, workspace: UUID, type_: str = TYPE, **more: Any) -> None:
    await bench.deliver(type_, asked(**more.pop("change", {})), workspace_id=workspace, public=False, **more)


async def rows(bench: ServiceBench, workspace: UUID) -> list[dict[str, Any]]:
    items = (await bench.member(workspace).get(f"{API}/messages", params={"sort": "created_at"})).json()["items"]
    return list(items)


async def test_one_mail_per_service_and_key_and_nothing_of_it_stays(mailing: ServiceBench, post: Any) -> None:
    acme, other = await mailing.workspace(), await mailing.workspace()
    message_id = new_id()
    for again in (message_id, message_id, new_id()):
        await deliver(mailing, acme, message_id=again)
    await deliver(mailing, acme, "finance.customer_message.requested.v1")
    await deliver(mailing, other)
    mails = post.to("Jane Doe <Jane@example.com>")
    assert len(mails) == 3
    assert LINK in post.text(mails[0])
    shown = await rows(mailing, acme)
    assert [(row["state"], row["category"], row["html"], row["text"]) for row in shown] == [
        ("sent", "transactional", None, None)
    ] * 2
    assert LINK not in str([row.envelope for row in await mailing.inbox()])
    assert [row.state for row in await mailing.inbox() if row.type == TYPE] == ["done"] * 3


async def test_the_workspace_has_the_first_word_and_its_own_sender(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace()
    member = mailing.member(acme)
    template = {"kind": "transactional", "subject": "Paid: {{ number }}", "variables": ["number", "lines", "gift"]}
    body = "[Your order]({{ unsubscribe_url }}) {{ lines }}{{ gift }}!"
    await make(member, "mail-templates", key="commerce.order_paid", body=body, **template)
    owned = {"address": "jo@acme.example", "owner_id": str(new_id())}
    for fields in (owned, {"address": "a@elsewhere.example"}, {"address": "shop@acme.example"}):
        await make(member, "senders", name="Acme Shop", **fields)
    await make(member, "mail-domains", domain="acme.example")
    async with mailing.uow(workspace_id=acme) as uow:
        await uow.execute(sa.update(Sender).values(state="verified"))
        await uow.execute(sa.update(MailDomain).values(state="verified"))
    await deliver(mailing, acme)
    [mail] = post.to("Jane Doe <Jane@example.com>")
    assert (mail["Subject"], mail["From"]) == ("Paid: 7", "Acme Shop <shop@acme.example>")
    assert post.text(mail).endswith("!\n")


async def test_a_suppressed_address_gets_nothing_and_nothing_stays(mailing: ServiceBench, post: Any) -> None:
    acme = await mailing.workspace()
    await make(mailing.member(acme), "suppressions", value="jane@example.com", reason="hard_bounce")
    await deliver(mailing, acme)
    [row] = await rows(mailing, acme)
    assert (row["state"], row["error"], row["text"], post.tries) == ("suppressed", "hard_bounce", None, 0)


async def test_files_of_the_library_and_of_the_service_go_with_the_mail(mailing: ServiceBench, post: Any) -> None:
    acme, other = await mailing.workspace(), await mailing.workspace()
    menu, key = str(new_id()), "commerce/receipts/7.pdf"
    post.library[str(acme), menu] = ("Menü.txt", "text/plain; charset=utf-8", "Käse\n".encode())
    await mailing.runtime.files.exchange.put(key, b"%PDF-1.7 receipt")
    made = {"key": key, "name": "receipt 7.pdf", "content_type": "application/pdf"}
    strange = {"key": key, "name": "no\r\ntype", "content_type": "multipart/evil; x"}
    await deliver(mailing, acme, change={"attachments": [menu], "files": [made, strange]})
    [mail] = post.to("Jane Doe <Jane@example.com>")
    found = [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in mail.iter_attachments()
    ]
    assert found == [
        ("Menü.txt", "text/plain", "Käse\n".encode()),
        ("receipt 7.pdf", "application/pdf", b"%PDF-1.7 receipt"),
        ("no type", "application/octet-stream", b"%PDF-1.7 receipt"),
    ]
    assert LINK in post.text(mail)
    await deliver(mailing, other, change={"attachments": [menu]})
    [row] = await rows(mailing, other)
    assert (row["state"], row["error"]) == ("failed", "attachment_missing"), "another workspace has no such file"
    async with mailing.uow(workspace_id=acme) as uow:
        assert await uow.all(sa.select(Message.attachments)) == [None], "the words are gone, and what went with them"


@pytest.mark.parametrize("source", ["library", "service"])
async def test_what_is_too_large_or_gone_does_not_leave_without_it(
    mailing: ServiceBench, post: Any, source: str
) -> None:
    acme, media_id, key = await mailing.workspace(), str(new_id()), "commerce/large.bin"
    half = b"x" * (LARGEST // 2 + 1)
    post.library[str(acme), media_id] = ("large.bin", "application/zip", half)
    await mailing.runtime.files.exchange.put(key, half)
    file = {"key": key, "name": "large.bin"}
    two = {"attachments": [media_id]} if source == "library" else {"files": [file]}
    await deliver(mailing, acme, change={**two, "dedupe_key": "one"})
    await deliver(mailing, acme, change={"attachments": [media_id], "files": [file], "dedupe_key": "two"})
    post.library[str(acme), media_id] = ("large.bin", "application/zip", half * 2)
    gone = {"attachments": [media_id]} if source == "library" else {"files": [file | {"key": "commerce/gone"}]}
    await deliver(mailing, acme, change={**gone, "dedupe_key": "three"})
    assert [(row["state"], row["error"]) for row in await rows(mailing, acme)] == [
        ("sent", None),
        ("failed", "attachments_too_large"),
        ("failed", "attachments_too_large" if source == "library" else "attachment_missing"),
    ]
    assert len(post.mails) == 1


async def test_a_mail_waits_while_the_library_is_away(open_bench: Any, post: Any) -> None:
    async with open_bench(callees={"identity": post.callees()["identity"]}) as bench:
        acme = await bench.workspace()
        await deliver(bench, acme, change={"attachments": [str(new_id())]})
        [row] = await rows(bench, acme)
        assert (row["state"], row["error"]) == (
            "queued",
            "Unavailable: upstream_unavailable: workspace does not answer.",
        )


NONE_OF_IT = [
    {"to": {"address": "nobody"}},
    {"to": 7},
    {"words": None},
    {"attachments": [str(UUID(int=number)) for number in range(11)]},
    {"files": [{"key": "finance/invoice.pdf", "name": "invoice.pdf"}]},
    {"files": [{"key": "commerce/../finance/invoice.pdf", "name": "invoice.pdf"}]},
    {"dedupe_key": ""},
]


@pytest.mark.parametrize("change", NONE_OF_IT)
async def test_what_no_mail_can_be_made_of_is_kept_for_operators(mailing: ServiceBench, change: dict[str, Any]) -> None:
    acme = await mailing.workspace()
    await deliver(mailing, acme, change=change)
    [dead] = await mailing.inbox("dead")
    assert "only-for-jane" in dead.envelope
    assert await rows(mailing, acme) == []
