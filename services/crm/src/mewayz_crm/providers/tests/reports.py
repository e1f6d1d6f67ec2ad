"""Reports in the shapes that providers document, signed as they sign."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from mewayz_crm.messages.models import Message
from mewayz_crm.providers.sns import SIGNED, Certificates
from mewayz_testing import mail_reports
from mewayz_testing.bench import ServiceBench
from mewayz_testing.mail_reports import ENDPOINT, Reporters

TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail"
CERTIFICATE_URL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"


@dataclass
class Providers:
    """All four, each with its own key."""

    reporters: Reporters = field(default_factory=Reporters)
    amazon_key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def settings(self) -> dict[str, Any]:
        """What an operator sets for them."""
        return {**self.reporters.settings(), "crm_ses_events_topic": TOPIC}

    def publish_certificate(self, bench: ServiceBench, *, days: int = 30) -> None:
        """Amazon's certificate, as if it had been fetched before."""
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = bench.clock.now()
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.amazon_key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=90))
            .not_valid_after(now + timedelta(days=days))
            .sign(self.amazon_key, hashes.SHA256())
        )
        bench.runtime.part(Certificates).keep(CERTIFICATE_URL, made)

    async def sendgrid(self, bench: ServiceBench, events: Any, *, forged: bool = False) -> httpx2.Response:
        return await post(bench, "sendgrid", *self.reporters.sendgrid(events, forged=forged))

    async def mailgun(self, bench: ServiceBench, event: Any, *, forged: bool = False) -> httpx2.Response:
        return await post(bench, "mailgun", *self.reporters.mailgun(event, forged=forged))

    async def ses(self, bench: ServiceBench, said: Any, *, forged: bool = False, **fields: Any) -> httpx2.Response:
        body = self.sns_note(orjson.dumps(said).decode(), **fields)
        body = body.replace(b"messageId", b"messageID") if forged else body
        return await post(bench, "ses", body, {"content-type": "text/plain; charset=UTF-8"})

    def sns_note(self, message: str, **fields: str) -> bytes:
        """A message of SNS, with its signature."""
        note: dict[str, Any] = {
            "Type": "Notification",
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": TOPIC,
            "Message": message,
            "Timestamp": "2026-11-25T12:00:00.000Z",
            "SignatureVersion": "2",
            "SigningCertURL": CERTIFICATE_URL,
            **fields,
        }
        text = "".join(f"{name}\n{note[name]}\n" for name in SIGNED[note["Type"]] if name in note)
        algorithm = hashes.SHA1() if note["SignatureVersion"] == "1" else hashes.SHA256()
        signature = self.amazon_key.sign(text.encode(), padding.PKCS1v15(), algorithm)
        return orjson.dumps(note | {"Signature": base64.b64encode(signature).decode()})


async def post(
    bench: ServiceBench,
    provider: str,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    endpoint: str = ENDPOINT,
) -> httpx2.Response:
    """One call, with all that follows from it."""
    url = f"/providers/{provider}/events/{endpoint}"
    answer = await bench.client().post(url, content=body, headers=headers or {"content-type": "application/json"})
    await bench.run_until_idle()
    assert await bench.inbox("dead") == []
    return answer


def at(bench: ServiceBench) -> int:
    return int(bench.clock.now().timestamp())


def sendgrid_event(bench: ServiceBench, row: Message, event: str, **more: Any) -> dict[str, Any]:
    return mail_reports.sendgrid_event(named(row), event, at=at(bench), **more)


def mailgun_event(bench: ServiceBench, row: Message, event: str, **more: Any) -> dict[str, Any]:
    return mail_reports.mailgun_event(named(row), event, at=at(bench), **more)


def named(row: Message) -> dict[str, Any]:
    """By what a provider knows a message."""
    return {"id": row.id, "to_address": row.to_address, "rfc_message_id": row.rfc_message_id}


def ses_event(row: Message, kind: str, **more: Any) -> dict[str, Any]:
    """https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html"""
    return {
        "notificationType": kind,
        "mail": {
            "timestamp": "2026-11-25T11:59:00.000Z",
            "source": "news@acme.example",
            "messageId": f"ref-{row.id}",
            "destination": [row.to_address],
        },
        **more,
    }


def when(bench: ServiceBench) -> str:
    return bench.clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def elastic_form(row: Message, status: str, **more: str) -> dict[str, str]:
    """https://help.elasticemail.com/en/articles/2376855"""
    return {
        "transaction": f"ref-{row.id}",
        "to": row.to_address,
        "from": "news@acme.example",
        "date": datetime(2026, 11, 25, 12, tzinfo=UTC).strftime("%m/%d/%Y %I:%M:%S %p"),
        "subject": row.subject,
        "status": status,
        "channel": "HTTP API",
        "account": "operator@mewayz.example",
        "category": "",
        "messageid": "mCvAlBcTCrtEOTSSPYKaAQ2",
        "target": "",
        **more,
    }
