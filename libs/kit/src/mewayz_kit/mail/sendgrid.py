"""SendGrid, API v3 (`POST /v3/mail/send`) and its Event Webhook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, ClassVar

from mewayz_kit.ids import read_id
from mewayz_kit.mail.base import Bounce, HttpProvider, Outgoing, judge

BASE_URL = "https://api.sendgrid.com"
OWN_HEADERS = {"message-id", "auto-submitted", "x-mewayz-category", "list-unsubscribe", "list-unsubscribe-post"}


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


def bounces(events: Sequence[Mapping[str, Any]]) -> list[Bounce]:
    """The bounces among a batch of events; `blocked` means that the address may still be good."""
    return [
        Bounce(
            address=str(event.get("email", "")),
            permanent=event["event"] == "bounce" and event.get("type") != "blocked",
            reason=str(event.get("reason", event["event"])),
            message_id=read_id(event.get("message_id")),
        )
        for event in events
        if event.get("event") in {"bounce", "dropped"}
    ]
