"""Mailgun, API v3 (`POST /v3/{domain}/messages`, `…/messages.mime`) and its webhooks."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from mewayz_kit.ids import read_id
from mewayz_kit.mail.base import HttpProvider, Outgoing, judge
from mewayz_kit.mail.reports import Kind, MailReport, bounced, fields, moment, text

FORM = "application/x-www-form-urlencoded"
BASE_URL = "https://api.mailgun.net"
"""Domains in Europe answer at https://api.eu.mailgun.net."""
KINDS: dict[str, Kind] = {"delivered": "delivered", "complained": "complaint", "unsubscribed": "unsubscribe"}
LOST_BEFORE = "suppress-bounce"
"""Why Mailgun fails a mail to an address that it knows to be lost."""


@dataclass(frozen=True, slots=True)
class Mailgun(HttpProvider):
    """Sends for one domain with an API key (basic authentication as `api`)."""

    domain: str
    api_key: str

    async def send(self, mail: Outgoing) -> str | None:
        """A signed message, or one with files, as it is; any other one as fields."""
        simple = mail.raw is None and not mail.attachments
        path, kind, content = ("messages", FORM, _fields(mail)) if simple else ("messages.mime", *_mime(mail))
        headers = {
            "Authorization": "Basic " + base64.b64encode(f"api:{self.api_key}".encode()).decode(),
            "Content-Type": kind,
        }
        url = self.url(f"/v3/{quote(self.domain, safe='')}/{path}")
        answer = await self.egress.request("POST", url, headers=headers, content=content)
        said = judge(answer, "Mailgun")
        return str(said["id"]).strip("<>") if said.get("id") else None


def _fields(mail: Outgoing) -> bytes:
    """`h:` names a header, `v:` comes back in events."""
    fields = {
        "from": mail.sender,
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "v:message_id": str(mail.message_id),
        **{f"h:{name}": value for name, value in mail.headers.items()},
    }
    return urlencode(fields).encode()


def _mime(mail: Outgoing) -> tuple[str, bytes]:
    """The content type and body of a form with the whole message in it (RFC 7578)."""
    mark = f"mewayz-{mail.message_id.hex}"
    parts = [('name="to"', mail.to.encode()), ('name="v:message_id"', str(mail.message_id).encode())]
    parts.append(('name="message"; filename="message.eml"', mail.as_bytes()))
    body = b"".join(
        f"--{mark}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + value + b"\r\n"
        for name, value in parts
    )
    return f"multipart/form-data; boundary={mark}", body + f"--{mark}--\r\n".encode()


def is_signed(key: str, body: Mapping[str, Any]) -> bool:
    """Whether Mailgun signed this: HMAC-SHA256 over time and token, by the signing key of the account."""
    signature = body.get("signature")
    if not isinstance(signature, Mapping):
        return False
    signed = f"{signature.get('timestamp')}{signature.get('token')}"
    wanted = hmac.new(key.encode(), signed.encode(), "sha256").hexdigest()
    return hmac.compare_digest(wanted.encode(), str(signature.get("signature")).encode())


def reports(body: Mapping[str, Any], now: datetime) -> list[MailReport]:
    """What one webhook says: one event. A temporary failure is none yet: Mailgun goes on trying, and says how it
    ends."""
    event = body["event-data"]
    name, status = event.get("event"), fields(event.get("delivery-status"))
    said = status.get("message") or status.get("description") or event.get("reason")
    code = status.get("enhanced-code")
    kind = KINDS.get(str(name))
    if name == "failed" and event.get("severity") == "permanent":
        spoken = f"{status.get('code', '')} {said}"
        kind = "hard_bounce" if event.get("reason") == LOST_BEFORE else bounced(code, spoken)
    if kind is None:
        return []
    found = MailReport(
        kind,
        str(event.get("recipient")),
        str(event["id"]),
        moment(event.get("timestamp"), now),
        message_id=read_id(fields(event.get("user-variables")).get("message_id")),
        provider_id=text(fields(fields(event.get("message")).get("headers")).get("message-id"), 255),
        reason=text(said, 500) if name == "failed" else None,
        status=text(code, 12),
    )
    return [found]
