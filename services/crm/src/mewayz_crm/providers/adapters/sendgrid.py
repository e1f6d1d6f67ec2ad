"""SendGrid's Event Webhook: a list of events, signed by ECDSA. Pure."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from mewayz_crm.mail_events.reports import Report
from mewayz_crm.mail_events.schemas import Kind
from mewayz_crm.providers.adapters.reading import bounced, clue, happened, moment

NAME = "sendgrid"
SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
KINDS: dict[str, Kind] = {
    "delivered": "delivered",
    "spamreport": "complaint",
    "unsubscribe": "unsubscribe",
}
LOST_BEFORE = "bounced address"
"""Why SendGrid drops a mail to an address that it knows to be lost."""


def is_signed(key: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether SendGrid signed this body: ECDSA with SHA-256 over time and body, by the key that its settings show."""
    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
        signature = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return False
        public.verify(signature, headers.get(TIMESTAMP, "").encode() + body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def reports(events: Sequence[Mapping[str, Any]], now: datetime) -> list[Report]:
    """What a batch of events says; waits, opens and clicks are nothing."""
    return [found for event in events if (found := _report(event, now)) is not None]


def _report(event: Mapping[str, Any], now: datetime) -> Report | None:
    name, said, status = event.get("event"), event.get("reason"), event.get("status")
    kind = KINDS.get(str(name))
    if name == "bounce":
        kind = bounced(status, said)
    elif name == "dropped" and str(said).lower() == LOST_BEFORE:
        kind = "hard_bounce"
    if kind is None:
        return None
    about = clue(event.get("email"), message_id=event.get("message_id"))
    at = moment(event.get("timestamp"), now)
    return happened(NAME, kind, about, event_id=event["sg_event_id"], at=at, reason=said, status=status)
