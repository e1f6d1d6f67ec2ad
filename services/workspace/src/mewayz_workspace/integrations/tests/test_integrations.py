"""Mail providers: set up by staff, tried out, used, and what they report."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from email import message_from_string, policy
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import orjson
import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer

from mewayz_kit.ids import new_id
from mewayz_kit.mail.ses import sign
from mewayz_testing.mail_providers import KEY, mail_providers
from mewayz_testing.race import race_statuses
from mewayz_workspace.integrations.models import Integration
from mewayz_workspace.mail.models import MailMessage

API = "/api/v1/workspace"
URL = f"{API}/admin/integrations"
SECRET = "very-secret-indeed"  # pragma: allowlist secret


def mail(**change: Any) -> dict[str, Any]:
    return {
        "message_id": str(new_id()),
        "to": "ada@example.com",
        "template": "email_verification",
        "data": {"code": "123456", "link": "https://mewayz.example/v/abc", "name": "Ada"},
    } | change


async def sent(bench: Any) -> Any:
    async with bench.uow() as uow:
        return (await uow.all(sa.select(MailMessage).order_by(MailMessage.id)))[-1]


async def set_up(bench: Any, **body: Any) -> dict[str, Any]:
    staff = bench.staff()
    made = await staff.post(URL, json=body)
    assert made.status_code == 201, made.text
    on = await staff.post(f"{URL}/{made.json()['id']}/activate")
    assert on.json()["active"] is True
    found: dict[str, Any] = on.json()
    return found


@pytest.fixture
async def office(open_bench: Any) -> AsyncIterator[Any]:
    with mail_providers() as providers:
        async with open_bench(egress_allow="127.0.0.1/32") as bench:
            yield bench, providers


PROVIDERS = {
    "sendgrid": {},
    "mailgun": {"options": {"domain": "mg.example.com", "sender": "Acme <hello@mg.example.com>"}},
    "elastic_email": {},
}


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_provider_takes_the_mail_over(office: Any, provider: str) -> None:
    bench, providers = office
    about = {"provider": provider, "base_url": providers.url, "secrets": {"api_key": KEY}} | PROVIDERS[provider]
    shown = await set_up(bench, **about)
    assert (shown["secrets"], shown["status"]) == (["api_key"], "untested")
    tried = await bench.staff().post(f"{URL}/{shown['id']}/test", json={"to": "staff@example.com"})
    assert (tried.json()["status"], tried.json()["last_error"]) == ("working", None)
    body = mail()
    answer = await bench.service("identity").post("/internal/v1/mails", json=body)
    assert answer.json()["transport"] == provider
    await bench.run_until_idle()
    [_, taken] = providers.taken
    assert (taken["to"], taken["subject"]) == ("ada@example.com", "123456 is your Mewayz code")
    assert body["message_id"] in taken["headers"]["Message-ID"]
    assert "mg.example.com" in taken["from"] or provider != "mailgun"
    row = await sent(bench)
    assert (row.state, row.transport, row.sealed_data) == ("sent", provider, None)
    assert row.provider_id


async def test_what_a_provider_answers_decides_whether_it_is_tried_again(office: Any) -> None:
    bench, providers = office
    shown = await set_up(bench, provider="sendgrid", base_url=providers.url, secrets={"api_key": KEY})
    providers.answers += [503, 429]
    await bench.service("identity").post("/internal/v1/mails", json=mail())
    await bench.run_until_idle()
    assert (await sent(bench)).state == "queued"
    for _ in range(2):
        bench.clock.advance(seconds=10)
        await bench.run_until_idle()
    assert ((await sent(bench)).state, len(providers.taken)) == ("sent", 1)
    providers.answers.append(400)
    await bench.service("identity").post("/internal/v1/mails", json=mail())
    await bench.run_until_idle()
    assert ((await sent(bench)).state, len(providers.taken)) == ("failed", 1)
    # A wrong key is the operator's to mend: the mail waits for it.
    await bench.staff().patch(f"{URL}/{shown['id']}", json={"secrets": {"api_key": "wrong"}})
    tried = await bench.staff().post(f"{URL}/{shown['id']}/test", json={"to": "staff@example.com"})
    assert tried.json()["status"] == "failing"
    assert "401" in tried.json()["last_error"]
    await bench.service("identity").post("/internal/v1/mails", json=mail())
    await bench.run_until_idle()
    assert (await sent(bench)).state == "queued"
    await bench.staff().patch(f"{URL}/{shown['id']}", json={"secrets": {"api_key": KEY}})
    bench.clock.advance(seconds=10)
    await bench.run_until_idle()
    assert (await sent(bench)).state == "sent"


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    # Its memory is that of the process: other tests' buckets are still in it, half forgotten.
    _ask(f"http://{host}:{port}/moto-api/reset", b"")
    yield f"http://{host}:{port}"
    server.stop()


def _ask(url: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    with urlopen(Request(url, data=data, headers=headers or {})) as answer:
        return bytes(answer.read())


async def test_ses_takes_the_whole_message(open_bench: Any, aws: str) -> None:
    form = urlencode({"Action": "VerifyEmailIdentity", "EmailAddress": "no-reply@mewayz.invalid"}).encode()
    scope = "Credential=x/20261125/us-east-1/ses/aws4_request"
    asked = {"Authorization": f"AWS4-HMAC-SHA256 {scope}", "Content-Type": "application/x-www-form-urlencoded"}
    await asyncio.to_thread(_ask, aws, form, asked)
    async with open_bench(egress_allow="127.0.0.1/32") as bench:
        keys = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": SECRET}
        await set_up(bench, provider="ses", base_url=aws, options={"region": "us-east-1"}, secrets=keys)
        body = mail()
        await bench.service("identity").post("/internal/v1/mails", json=body)
        await bench.run_until_idle()
        row = await sent(bench)
        assert (row.state, row.transport, row.last_error) == ("sent", "ses", None)
        stored = orjson.loads(await asyncio.to_thread(_ask, f"{aws}/moto-api/data.json"))
        raw = next(found for found in _texts(stored) if "Message-ID" in found)
        message = message_from_string(raw, policy=policy.default)
        assert body["message_id"] in message["Message-ID"]
        assert {part.get_content_type() for part in message.iter_parts()} == {"text/plain", "text/html"}


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    for child in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _texts(child)


def test_our_signature_is_the_one_of_amazons_own_library(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
    url, body = "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails", b'{"Content": {}}'
    ours = sign("POST", url, body, region="eu-west-1", access_key_id="AKID", secret_access_key=SECRET, now=now)
    request = AWSRequest("POST", url, headers={"Content-Type": "application/json"}, data=body)
    signer = SigV4Auth(Credentials("AKID", SECRET), "ses", "eu-west-1")
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None))
    signer.add_auth(request)
    assert ours["Authorization"] == request.headers["Authorization"]


class Server:
    """An SMTP server that knows some people."""

    def __init__(self) -> None:
        self.accepted: list[bytes] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.accepted.append(bytes(envelope.content))
        return "250 kept"


async def test_smtp_reports_an_unknown_address_at_once(open_bench: Any) -> None:
    keeper, loop = Server(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, loop=loop), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with open_bench(egress_allow="127.0.0.1/32") as bench:
            options = {"host": "127.0.0.1", "port": port, "security": "none"}
            shown = await set_up(bench, provider="smtp", options=options)
            assert shown["events_url"] is None
            tried = await bench.staff().post(f"{URL}/{shown['id']}/test", json={"to": "staff@example.com"})
            assert tried.json()["status"] == "working", tried.text
            await bench.service("identity").post("/internal/v1/mails", json=mail(to="nobody@example.com"))
            await bench.run_until_idle()
            row = await sent(bench)
            assert (row.state, row.sealed_data) == ("bounced", None)
            [event] = await bench.published("workspace.mail.bounced.v1")
            assert (event.data["address"], event.public) == ("nobody@example.com", False)
            off = await bench.staff().post(f"{URL}/{shown['id']}/deactivate")
            assert off.json()["active"] is False
        async with open_bench() as bench:
            answer = await bench.staff().post(f"{URL}/{shown['id']}/test", json={"to": "staff@example.com"})
            assert answer.json()["status"] == "failing"
    finally:
        server.close()
        await server.wait_closed()


def reports(row: Any, *, permanent: bool) -> dict[str, bytes]:
    return {
        "sendgrid": orjson.dumps(
            [
                {"event": "delivered", "email": row.to, "message_id": str(row.message_id), "sg_event_id": "another"},
                {
                    "event": "bounce",
                    "type": "bounce" if permanent else "blocked",
                    "email": row.to,
                    "message_id": str(row.message_id),
                    "status": "5.1.1" if permanent else "5.7.1",
                    "reason": "550 5.1.1 unknown user" if permanent else "550 5.7.1 looks like spam",
                    "sg_event_id": "an-event",
                },
            ]
        ),
        "mailgun": orjson.dumps(
            {
                "signature": {},
                "event-data": {
                    "event": "failed",
                    "id": "an-event",
                    "severity": "permanent" if permanent else "temporary",
                    "recipient": row.to,
                    "message": {"headers": {"message-id": row.provider_id}},
                    "delivery-status": {"code": 550, "message": "5.1.1 unknown user"},
                },
            }
        ),
        "elastic_email": urlencode(
            {
                "status": "Error",
                "to": row.to,
                "category": "NoMailbox" if permanent else "Timeout",
                "transaction": row.provider_id,
            }
        ).encode(),
    }


@pytest.mark.parametrize("permanent", [True, False])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_reported_bounce_is_told_once(office: Any, provider: str, permanent: bool) -> None:
    bench, providers = office
    about = {"provider": provider, "base_url": providers.url, "secrets": {"api_key": KEY}} | PROVIDERS[provider]
    shown = await set_up(bench, **about)
    await bench.service("identity").post("/internal/v1/mails", json=mail())
    await bench.run_until_idle()
    row = await sent(bench)
    path, anyone = urlsplit(shown["events_url"]).path, bench.client()
    body = reports(row, permanent=permanent)[provider]
    assert (await anyone.post(path[:-4] + "AAAA", content=body)).status_code == 404
    assert (await anyone.post(path, content=b"\xff")).status_code in {204, 400}
    for _ in range(2):
        answer = await anyone.post(path, content=body)
        assert answer.status_code == 204, answer.text
    row = await sent(bench)
    assert row.state == ("bounced" if permanent else "sent")
    assert [event.data["address"] for event in await bench.published("workspace.mail.bounced.v1")] == (
        ["ada@example.com"] if permanent else []
    )


async def test_amazon_reports_by_its_notification_service(open_bench: Any) -> None:
    async with open_bench(mail_url="local:") as bench:
        keys = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": SECRET}
        made = await bench.staff().post(
            URL, json={"provider": "ses", "options": {"region": "eu-west-1"}, "secrets": keys}
        )
        await bench.service("identity").post("/internal/v1/mails", json=mail())
        await bench.run_until_idle()
        row = await sent(bench)
        async with bench.uow() as uow:
            await uow.execute(sa.update(MailMessage).where(MailMessage.id == row.id).values(provider_id="ses-1"))
        bounce = {
            "notificationType": "Bounce",
            "mail": {"messageId": "ses-1"},
            "bounce": {
                "bounceType": "Permanent",
                "bouncedRecipients": [{"emailAddress": "ada@example.com", "status": "5.1.1"}],
            },
        }
        note = {"Type": "Notification", "Message": orjson.dumps(bounce).decode()}
        path = urlsplit(made.json()["events_url"]).path
        assert (await bench.client().post(path, json=note)).status_code == 204
        assert (await sent(bench)).state == "bounced"
        for url, wanted in (("https://sns.eu-west-1.amazonaws.com/?Action=Confirm", 1), ("https://evil.example/", 0)):
            before = len(await bench.inbox())
            await bench.client().post(path, json={"Type": "SubscriptionConfirmation", "SubscribeURL": url})
            assert len(await bench.inbox()) - before == wanted


async def test_credentials_are_written_and_never_read(office: Any) -> None:
    bench, _ = office
    body = {"provider": "mailgun", "options": {"domain": "x.example"}, "secrets": {"api_key": SECRET}}
    made = await bench.staff().post(URL, json=body)
    url = f"{URL}/{made.json()['id']}"
    patched = await bench.staff().patch(url, json={"options": {"domain": "y.example"}})
    await bench.run_until_idle()
    seen = [made.text, patched.text, (await bench.staff().get(URL)).text, (await bench.staff().get(url)).text]
    seen += [event.model_dump_json() for event in await bench.published()]
    audit = await bench.staff().get(URL.replace("integrations", "audit-entries"))
    assert {"workspace.integration.created", "workspace.integration.updated"} <= {
        entry["action"] for entry in audit.json()["items"]
    }
    seen.append(audit.text)
    assert not any(SECRET in text for text in seen)
    async with bench.uow() as uow:
        [row] = await uow.all(sa.select(Integration))
    assert SECRET.encode() not in row.sealed_secrets
    assert (patched.json()["options"], patched.json()["secrets"]) == ({"domain": "y.example"}, ["api_key"])
    await bench.staff().post(f"{url}/activate")
    assert (await bench.staff().delete(url)).json()["code"] == "integration_in_use"
    await bench.staff().post(f"{url}/deactivate")
    assert (await bench.staff().delete(url)).status_code == 204


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"provider": "sendgrid"}, "/secrets/api_key"),
        ({"provider": "mailgun", "secrets": {"api_key": "x"}}, "/options/domain"),
        ({"provider": "smtp", "options": {"host": "x", "security": "maybe"}}, "/options/security"),
        ({"provider": "ses", "options": {"region": "x", "colour": "red"}, "secrets": {}}, "/options/colour"),
        ({"provider": "pigeon"}, "/provider"),
        ({"provider": "sendgrid", "base_url": "ftp://x", "secrets": {"api_key": "x"}}, "/base_url"),
    ],
)
async def test_a_provider_that_could_not_work_is_refused(bench: Any, body: Any, pointer: str) -> None:
    answer = await bench.staff().post(URL, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await bench.staff().get(URL)).json()["items"] == []


async def test_one_provider_is_in_use_however_many_are_switched_on_at_once(bench: Any) -> None:
    ids = []
    for body in (
        {"provider": "sendgrid", "secrets": {"api_key": "x"}},
        {"provider": "elastic_email", "secrets": {"api_key": "x"}},
    ):
        ids.append((await bench.staff().post(URL, json=body)).json()["id"])
    assert (await bench.staff().post(URL, json=body)).status_code == 409
    statuses = await race_statuses(lambda number: bench.staff().post(f"{URL}/{ids[number % 2]}/activate"), callers=6)
    assert statuses[200] >= 1
    assert sum(statuses.values()) == 6
    assert statuses.keys() <= {200, 409, 503}
    active = [item for item in (await bench.staff().get(URL)).json()["items"] if item["active"]]
    assert len(active) == 1


async def test_only_staff_with_that_right_sees_providers(town: Any) -> None:
    ada = await town.person("Ada")
    owner = await town.enter(ada, await town.found(ada))
    for client in (owner, town.as_person(ada), town.bench.staff(permissions=["platform.mail:read"])):
        assert (await client.get(URL)).status_code == 403
