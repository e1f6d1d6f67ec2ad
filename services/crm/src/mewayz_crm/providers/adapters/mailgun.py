"""Mailgun's webhooks: one event each, signed by HMAC inside the body. Pure."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mewayz_crm.mail_events.reports import Report
from mewayz_crm.mail_events.schemas import Kind
from mewayz_crm.providers.adapters.reading import bounced, clue, happened, moment

NAME = "mailgun"
KINDS: dict[str, Kind] = {"delivered": "delivered", "complained": "complaint", "unsubscribed": "unsubscribe"}
LOST_BEFORE = "suppress-bounce"
"""Why Mailgun fails a mail to an address that it knows to be lost."""


def is_signed(key: str, body: Mapping[str, Any]) -> bool:
    """Whether Mailgun signed this: HMAC-SHA256 over time and token, by the signing key of the account."""
    signature = body.get("signature")
    if not isinstance(signature, Mapping):
        return False
    text = f"{signature.get('timestamp')}{signature.get('token')}"
    wanted = hmac.new(key.encode(), text.encode(), "sha256").hexdigest()
    return hmac.compare_digest(wanted.encode(), str(signature.get("signature")).encode())


def reports(body: Mapping[str, Any], now: datetime) -> list[Report]:
    """What one event says. A temporary failure is none yet: Mailgun goes on trying, and says how it ends."""
    event = body["event-data"]
    name, status = event.get("event"), _fields(event.get("delivery-status"))
    said = status.get("message") or status.get("description") or event.get("reason")
    code = status.get("enhanced-code")
    kind = KINDS.get(str(name))
    if name == "failed" and event.get("severity") == "permanent":
        spoken = f"{status.get('code', '')} {said}"
        kind = "hard_bounce" if event.get("reason") == LOST_BEFORE else bounced(code, spoken)
    if kind is None:
        return []
    reference = _fields(_fields(event.get("message")).get("headers")).get("message-id")
    own = _fields(event.get("user-variables")).get("message_id")
    about = clue(event.get("recipient"), message_id=own, ref=reference)
    at = moment(event.get("timestamp"), now)
    reason = said if name == "failed" else None
    return [happened(NAME, kind, about, event_id=event["id"], at=at, reason=reason, status=code)]


def _fields(value: Any) -> Mapping[str, Any]:
    """Mailgun writes an empty object as an empty list."""
    return value if isinstance(value, Mapping) else {}
