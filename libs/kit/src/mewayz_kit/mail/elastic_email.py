"""Elastic Email, API v4 (`POST /v4/emails/transactional`) and its web notifications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from mewayz_kit.mail.base import HttpProvider, Outgoing, judge
from mewayz_kit.mail.reports import Kind, MailReport, moment

BASE_URL = "https://api.elasticemail.com"
BOUNCED = {"error", "bounced"}
KINDS: dict[str, Kind] = {"sent": "delivered", "abusereport": "complaint", "unsubscribed": "unsubscribe"}
LOST = {"nomailbox"}
"""Categories of an error after which an address is lost; all others say something about a mail, a server or a wait."""
NOTHING = {"ignore", "manualcancel", "notdeliveredcancelled"}
FORMAT = "%m/%d/%Y %I:%M:%S %p"


@dataclass(frozen=True, slots=True)
class ElasticEmail(HttpProvider):
    """Sends with an API key."""

    api_key: str
    builds_message: ClassVar[bool] = True

    async def send(self, mail: Outgoing) -> str | None:
        """One transactional mail to one address."""
        body = {
            "Recipients": {"To": [mail.to]},
            "Content": {
                "From": mail.sender,
                "Subject": mail.subject,
                "Headers": mail.headers,
                "Body": [
                    {"ContentType": "HTML", "Charset": "utf-8", "Content": mail.html},
                    {"ContentType": "PlainText", "Charset": "utf-8", "Content": mail.text},
                ],
                "Attachments": [
                    {"BinaryContent": file.base64, "Name": file.name, "ContentType": file.content_type}
                    for file in mail.attachments
                ],
            },
        }
        headers = {"X-ElasticEmail-ApiKey": self.api_key}
        answer = await self.egress.request("POST", self.url("/v4/emails/transactional"), headers=headers, json=body)
        said = judge(answer, "Elastic Email")
        return str(said["TransactionID"]) if said.get("TransactionID") else None


def reports(form: Mapping[str, str], now: datetime) -> list[MailReport]:
    """What one notification says: one event, as parameters of a GET or a form. It carries no signature, so a secret
    word in the address is all that proves it, and no id, so its contents are it."""
    status, category = form.get("status", "").lower(), form.get("category", "")
    kind = _bounced(category.lower()) if status in BOUNCED else KINDS.get(status)
    if kind is None:
        return []
    mail, to, date = form.get("transaction") or form.get("transactionid"), form.get("to", ""), form.get("date", "")
    event_id = ":".join((mail or form.get("messageid", ""), to, status, category, date))
    return [MailReport(kind, to, event_id, _moment(date, now), provider_id=mail, reason=category or None)]


def _bounced(category: str) -> Kind | None:
    if category in NOTHING:
        return None
    return "hard_bounce" if category in LOST else "soft_bounce"


def _moment(date: str, now: datetime) -> datetime:
    """`11/25/2026 12:00:00 PM` in UTC, or RFC 3339."""
    try:
        return datetime.strptime(date, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return moment(date, now)
