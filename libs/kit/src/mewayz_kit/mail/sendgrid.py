"""SendGrid, API v3 (`POST /v3/mail/send`) and its Event Webhook."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from mewayz_kit.ids import read_id
from mewayz_kit.mail.base import HttpProvider, Outgoing, judge
from mewayz_kit.mail.reports import Kind, MailReport, bounced, moment, text

BASE_URL = "https://api.sendgrid.com"
OWN_HEADERS = {"message-id", "auto-submitted", "x-mewayz-category", "list-unsubscribe", "list-unsubscribe-post"}
SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
KINDS: dict[str, Kind] = {"delivered": "delivered", "spamreport": "complaint", "unsubscribe": "unsubscribe"}
LOST_BEFORE = "bounced address"
"""Why SendGrid drops a mail to an address that it knows to be lost."""


@dataclass(frozen=True, slots=True)
class SendGrid(HttpProvider):
    """Sends with an API key."""

    api_key: str
    builds_message: ClassVar[bool] = True

    async def send(self, mail: Outgoing) -> str | None:
        """202 and the id in a header; `custom_args` come back in every event about the mail."""
        name, address = parseaddr(mail.sender)
        body: dict[str, Any] = {
            "personalizations": [{"to": [{"email": mail.to}], "custom_args": {"message_id": str(mail.message_id)}}],
            "from": {"email": address, **({"name": name} if name else {})},
            "subject": mail.subject,
            "headers": {name: value for name, value in mail.headers.items() if name.lower() in OWN_HEADERS},
            "content": [{"type": "text/plain", "value": mail.text}, {"type": "text/html", "value": mail.html}],
        }
        if files := mail.attachments:
            body["attachments"] = [
                {"content": file.base64, "type": file.content_type, "filename": file.name} for file in files
            ]
        headers = {"Authorization": f"Bearer {self.api_key}"}
        answer = await self.egress.request("POST", self.url("/v3/mail/send"), headers=headers, json=body)
        judge(answer, "SendGrid")
        return answer.headers.get("x-message-id")


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


def reports(events: Sequence[Mapping[str, Any]], now: datetime) -> list[MailReport]:
    """What a batch of events says; waits, opens and clicks are nothing."""
    return [found for event in events if (found := _report(event, now)) is not None]


def _report(event: Mapping[str, Any], now: datetime) -> MailReport | None:
    name, said, status = event.get("event"), event.get("reason"), event.get("status")
    kind = KINDS.get(str(name))
    if name == "bounce":
        kind = bounced(status, said)
    elif name == "dropped" and str(said).lower() == LOST_BEFORE:
        kind = "hard_bounce"
    if kind is None:
        return None
    return MailReport(
        kind,
        str(event.get("email")),
        str(event["sg_event_id"]),
        moment(event.get("timestamp"), now),
        message_id=read_id(event.get("message_id")),
        reason=text(said, 500),
        status=text(status, 12),
    )
