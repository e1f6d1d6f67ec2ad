"""Mails from the internal route to the mailbox or a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session

from mewayz_kit.ids import new_id
from mewayz_workspace.mail.models import MailboxMessage, MailMessage

API = "/api/v1/workspace"


def mail(**change: Any) -> dict[str, Any]:
    return {
        "message_id": str(new_id()),
        "to": "ada@example.com",
        "template": "email_verification",
        "data": {"code": "123456", "link": "https://mewayz.example/v/abc", "name": "Ada"},
        "locale": "en",
        "category": "security",
    } | change


async def rows(bench: Any, model: Any) -> list[Any]:
    async with bench.uow() as uow:
        return list(await uow.all(sa.select(model).order_by(model.id)))


async def test_a_mail_is_delivered_once_and_its_data_forgotten(town: Any) -> None:
    identity, body = town.bench.service("identity"), mail()
    first = await identity.post("/internal/v1/mails", json=body)
    assert (first.status_code, first.json()["transport"]) == (202, "local")
    [queued] = await rows(town.bench, MailMessage)
    assert queued.state == "queued"
    assert b"123456" not in queued.sealed_data
    assert not any("123456" in row.envelope for row in await town.bench.inbox())
    [text] = await town.mails("ada@example.com")
    assert text.startswith("Subject: 123456 is your Mewayz code")
    assert "Hello Ada," in text
    assert "https://mewayz.example/v/abc" in text
    again = await identity.post("/internal/v1/mails", json=body)
    assert again.json() | {"state": "queued"} == first.json()
    assert len(await town.mails("ada@example.com")) == 1
    [sent] = await rows(town.bench, MailMessage)
    assert (sent.state, sent.sealed_data, sent.attempts) == ("sent", None, 1)


async def test_the_language_falls_back_from_region_to_base_to_english(town: Any) -> None:
    identity = town.bench.service("identity")
    for locale in ("de-AT", "fr"):
        await identity.post("/internal/v1/mails", json=mail(locale=locale))
    subjects = {text.partition("\n")[0] for text in await town.mails()}
    assert subjects == {"Subject: 123456 ist dein Mewayz-Code", "Subject: 123456 is your Mewayz code"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"template": "nope"}, "/template"),
        ({"to": "nobody"}, "/to"),
        ({"category": "spam"}, "/category"),
    ],
)
async def test_a_bad_mail_is_refused(town: Any, change: dict[str, Any], pointer: str) -> None:
    before = await town.counts()
    answer = await town.bench.service("identity").post("/internal/v1/mails", json=mail(**change))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await town.counts() == before


async def test_only_named_services_send(town: Any) -> None:
    before = await town.counts()
    for client in (town.bench.service("analytics"), town.bench.staff(), town.bench.client()):
        assert (await client.post("/internal/v1/mails", json=mail())).status_code in {401, 403}
    assert await town.counts() == before


async def test_staff_reads_the_mailbox_and_edits_templates(town: Any) -> None:
    staff = town.bench.staff()
    await town.bench.service("identity").post("/internal/v1/mails", json=mail())
    await town.bench.run_until_idle()
    [kept] = (await staff.get(f"{API}/admin/mailbox-messages", params={"to": "ada@example.com"})).json()["items"]
    assert kept["subject"] == "123456 is your Mewayz code"
    assert (await staff.get(f"{API}/admin/mailbox-messages/{kept['id']}")).json() == kept
    [sent] = (await staff.get(f"{API}/admin/mail-messages", params={"state": "sent"})).json()["items"]
    assert "123456" not in str(sent)
    [template] = (
        await staff.get(f"{API}/admin/mail-templates", params={"key": "email_verification", "locale": "en"})
    ).json()["items"]
    url = f"{API}/admin/mail-templates/{template['id']}"
    match = {"If-Match": '"1"'}
    assert (await staff.patch(url, json={"subject": "Hi"})).status_code == 428
    wrong = await staff.patch(url, json={"html": "{{ secret }}"}, headers=match)
    assert wrong.json()["errors"][0]["pointer"] == "/html"
    assert (await staff.patch(url, json={"subject": "Code: {{ code }}"}, headers=match)).status_code == 200
    await town.bench.service("identity").post("/internal/v1/mails", json=mail())
    assert (await town.mails())[-1].startswith("Subject: Code: 123456")
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    assert (await owner.get(f"{API}/admin/mailbox-messages")).status_code == 403


async def test_crm_puts_whole_mails_into_the_mailbox_once(town: Any) -> None:
    raw = "From: shop@example.com\nTo: bob@example.com\nSubject: Offer\nMessage-ID: <1@x>\n\nHello"
    body = {"message_id": "<1@x>", "to": "bob@example.com", "raw": raw}
    assert (await town.bench.service("crm").get("/internal/v1/mailbox")).json() == {"open": True}
    for _ in range(2):
        assert (await town.bench.service("crm").post("/internal/v1/mailbox-messages", json=body)).status_code == 202
    [kept] = await rows(town.bench, MailboxMessage)
    assert (kept.subject, kept.sender) == ("Offer", "shop@example.com")


async def test_without_a_transport_mails_wait_and_leave_later(open_bench: Any) -> None:
    body = mail()
    async with open_bench() as bench:
        answer = await bench.service("identity").post("/internal/v1/mails", json=body)
        assert answer.json()["transport"] == "provider_not_configured"
        await bench.run_until_idle()
        [row] = await rows(bench, MailMessage)
        assert (row.state, row.last_error) == ("queued", "provider_not_configured")
        assert (await bench.staff().get(f"{API}/admin/mailbox-messages")).status_code == 404
        key = bench.runtime.settings.secret_key.get_secret_value()
    async with open_bench(mail_url="local:") as bench:
        bench.runtime.crypto._secret = _decoded(key)
        bench.clock.advance(minutes=2)
        await bench.run_until_idle()
        [row] = await rows(bench, MailMessage)
        assert row.state == "sent"


def _decoded(key: str) -> bytes:
    from pydantic import SecretStr

    from mewayz_kit.config import decode_key

    return decode_key(SecretStr(key))


class Postmaster:
    """An SMTP server's decisions: answers in order, then accepts; keeps what it accepted."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.accepted: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.accepted.append(bytes(envelope.content or b""))
        return "250 kept"


@pytest.fixture
async def smtp() -> AsyncIterator[Any]:
    started: list[asyncio.Server] = []

    async def start(*answers: str) -> tuple[Postmaster, str]:
        postmaster, loop = Postmaster(*answers), asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(postmaster, loop=loop), "127.0.0.1", 0)
        started.append(server)
        return postmaster, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}?starttls=never"

    yield start
    for server in started:
        server.close()
        await server.wait_closed()


async def test_smtp_is_tried_again_with_one_message_id(open_bench: Any, smtp: Any) -> None:
    postmaster, url = await smtp("451 busy", "451 busy")
    async with open_bench(mail_url=url) as bench:
        body = mail()
        await bench.service("identity").post("/internal/v1/mails", json=body)
        await bench.run_until_idle()
        [row] = await rows(bench, MailMessage)
        assert (row.state, row.attempts) == ("queued", 1)
        assert "busy" in row.last_error
        for _ in range(2):
            bench.clock.advance(seconds=5)
            await bench.run_until_idle()
        [row] = await rows(bench, MailMessage)
        assert (row.state, row.attempts, row.sealed_data, row.last_error) == ("sent", 3, None, None)
        [raw] = postmaster.accepted
        sent = message_from_bytes(raw, policy=policy.default)
        assert sent["Message-ID"] == f"<{body['message_id']}@mewayz.invalid>"
        assert {part.get_content_type() for part in sent.iter_parts()} == {"text/plain", "text/html"}


async def test_a_refused_mail_fails_at_once_and_is_emptied(open_bench: Any, smtp: Any) -> None:
    _, url = await smtp("554 no")
    async with open_bench(mail_url=url) as bench:
        await bench.service("identity").post("/internal/v1/mails", json=mail())
        await bench.run_until_idle()
        [row] = await rows(bench, MailMessage)
        assert (row.state, row.sealed_data) == ("failed", None)
        assert [dead.consumer for dead in await bench.inbox("dead")] == ["mail.send_mail"]
        raw = {"message_id": "<1@x>", "to": "b@example.com", "raw": "Subject: x\n\ny"}
        assert (await bench.service("crm").get("/internal/v1/mailbox")).json() == {"open": False}
        refused = await bench.service("crm").post("/internal/v1/mailbox-messages", json=raw)
        assert (refused.status_code, refused.json()["code"]) == (409, "provider_not_configured")


async def test_finished_mails_are_kept_90_days(town: Any) -> None:
    await town.bench.service("identity").post("/internal/v1/mails", json=mail())
    await town.bench.run_until_idle()
    for days, kept in ((89, 1), (2, 0)):
        town.bench.clock.advance(days=days)
        await town.bench.run_until_idle()
        assert len(await rows(town.bench, MailboxMessage)) == kept
        assert len(await rows(town.bench, MailMessage)) == kept
