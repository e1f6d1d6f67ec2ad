"""Reports in the shapes that providers document, signed as they sign."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mewayz_crm.messages.models import Message
from mewayz_crm.providers.sns import SIGNED, Certificates
from mewayz_testing.bench import ServiceBench

ENDPOINT = "an-endpoint-of-this-test"
MAILGUN_KEY = "key-of-this-test"  # pragma: allowlist secret
TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail"
CERTIFICATE_URL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"
SECONDS = 1_764_072_000


@dataclass
class Providers:
    """All four, each with its own key."""

    sendgrid_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    amazon_key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def settings(self) -> dict[str, Any]:
        """What an operator sets for them."""
        public = self.sendgrid_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {
            "crm_events_endpoint": ENDPOINT,
            "crm_sendgrid_events_key": base64.b64encode(public).decode(),
            "crm_mailgun_events_key": MAILGUN_KEY,
            "crm_ses_events_topic": TOPIC,
        }

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
        body, stamp = orjson.dumps(events), str(SECONDS)
        signature = self.sendgrid_key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        headers = {
            "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
            "x-twilio-email-event-webhook-timestamp": str(SECONDS + 1) if forged else stamp,
        }
        return await post(bench, "sendgrid", body, headers)

    async def mailgun(self, bench: ServiceBench, event: Any, *, forged: bool = False) -> httpx2.Response:
        token = "c8ce3c1a0a0e4c1e"  # pragma: allowlist secret
        key = b"another" if forged else MAILGUN_KEY.encode()
        signature = hmac.new(key, f"{SECONDS}{token}".encode(), "sha256").hexdigest()
        signed = {"timestamp": str(SECONDS), "token": token, "signature": signature}
        return await post(bench, "mailgun", orjson.dumps({"signature": signed, "event-data": event}))

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
    """https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event"""
    return {
        "email": row.to_address,
        "timestamp": at(bench),
        "smtp-id": f"<{row.rfc_message_id}>",
        "event": event,
        "category": ["cat facts"],
        "sg_event_id": f"ZGVsaXZlcmVk-{event}-{more}",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "message_id": str(row.id),
        **more,
    }


def mailgun_event(bench: ServiceBench, row: Message, event: str, **more: Any) -> dict[str, Any]:
    """https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads"""
    return {
        "event": event,
        "id": f"CPgfbmQMTCKtHW6uIWtuVe-{event}-{more.get('severity')}",
        "timestamp": at(bench) + 0.529199,
        "recipient": row.to_address,
        "recipient-domain": "example.com",
        "message": {"headers": {"message-id": row.rfc_message_id, "to": row.to_address}, "size": 111},
        "user-variables": {"message_id": str(row.id)},
        "flags": {"is-test-mode": False},
        **more,
    }


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
