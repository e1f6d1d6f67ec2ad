"""Mailgun, API v3 (`POST /v3/{domain}/messages`, `…/messages.mime`) and its webhooks."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from mewayz_kit.ids import read_id
from mewayz_kit.mail.base import Bounce, HttpProvider, Outgoing, judge

FORM = "application/x-www-form-urlencoded"
BASE_URL = "https://api.mailgun.net"
"""Domains in Europe answer at https://api.eu.mailgun.net."""


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


def bounces(body: Mapping[str, Any]) -> list[Bounce]:
    """What one webhook says; `severity` tells whether the address is lost."""
    event = body.get("event-data", {})
    if event.get("event") != "failed":
        return []
    status = event.get("delivery-status", {})
    variables = event.get("user-variables", {})
    return [
        Bounce(
            address=str(event.get("recipient", "")),
            permanent=event.get("severity") == "permanent",
            reason=str(status.get("description") or status.get("message") or event.get("reason") or "failed"),
            message_id=read_id(variables.get("message_id")),
            provider_id=event.get("message", {}).get("headers", {}).get("message-id"),
        )
    ]
