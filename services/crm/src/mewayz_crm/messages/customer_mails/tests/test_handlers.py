"""Customer mails: one per service and key, in the workspace's words or the service's, and nothing kept of them."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from mewayz_crm.mail_domains.models import MailDomain
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


NONE_OF_IT = [
    {"to": {"address": "nobody"}},
    {"to": 7},
    {"words": None},
    {"attachments": [str(UUID(int=7))]},
    {"dedupe_key": ""},
]


@pytest.mark.parametrize("change", NONE_OF_IT)
async def test_what_no_mail_can_be_made_of_is_kept_for_operators(mailing: ServiceBench, change: dict[str, Any]) -> None:
    acme = await mailing.workspace()
    await deliver(mailing, acme, change=change)
    [dead] = await mailing.inbox("dead")
    assert "only-for-jane" in dead.envelope
    assert await rows(mailing, acme) == []
