"""What mail providers report about mails, signed as each of them signs it."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ENDPOINT = "an-endpoint-of-this-test"
MAILGUN_KEY = "key-of-this-test"  # pragma: allowlist secret
TOKEN = "c8ce3c1a0a0e4c1e"  # pragma: allowlist secret
SECONDS = 1_764_072_000
Call = tuple[bytes, dict[str, str]]
"""Body and headers of one call."""


@dataclass(frozen=True, slots=True)
class Reporters:
    """SendGrid and Mailgun, each with a key of its own."""

    sendgrid_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def settings(self) -> dict[str, str]:
        """What an operator sets so that they are heard."""
        public = self.sendgrid_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {
            "crm_events_endpoint": ENDPOINT,
            "crm_sendgrid_events_key": base64.b64encode(public).decode(),
            "crm_mailgun_events_key": MAILGUN_KEY,
        }

    def sendgrid(self, events: Any, *, forged: bool = False) -> Call:
        """A batch of SendGrid's Event Webhook."""
        body, stamp = orjson.dumps(events), str(SECONDS)
        signature = self.sendgrid_key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return body, {
            "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
            "x-twilio-email-event-webhook-timestamp": str(SECONDS + 1) if forged else stamp,
        }

    def mailgun(self, event: Any, *, forged: bool = False) -> Call:
        """One webhook of Mailgun."""
        key = b"another" if forged else MAILGUN_KEY.encode()
        signature = hmac.new(key, f"{SECONDS}{TOKEN}".encode(), "sha256").hexdigest()
        signed = {"timestamp": str(SECONDS), "token": TOKEN, "signature": signature}
        return orjson.dumps({"signature": signed, "event-data": event}), {"content-type": "application/json"}


def sendgrid_event(message: Mapping[str, Any], event: str, *, at: int, **more: Any) -> dict[str, Any]:
    """One event about a message, of which `id`, `to_address` and `rfc_message_id` are told.
    https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event"""
    return {
        "email": message["to_address"],
        "timestamp": at,
        "smtp-id": f"<{message['rfc_message_id']}>",
        "event": event,
        "category": ["cat facts"],
        "sg_event_id": f"ZGVsaXZlcmVk-{message['id']}-{event}-{more}",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "message_id": str(message["id"]),
        **more,
    }


def mailgun_event(message: Mapping[str, Any], event: str, *, at: int, **more: Any) -> dict[str, Any]:
    """One event about a message, as `sendgrid_event`.
    https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads"""
    to = message["to_address"]
    return {
        "event": event,
        "id": f"CPgfbmQMTCKtHW6uIWtuVe-{message['id']}-{event}-{more.get('severity')}",
        "timestamp": at + 0.529199,
        "recipient": to,
        "recipient-domain": "example.com",
        "message": {"headers": {"message-id": message["rfc_message_id"], "to": to}, "size": 111},
        "user-variables": {"message_id": str(message["id"])},
        "flags": {"is-test-mode": False},
        **more,
    }
