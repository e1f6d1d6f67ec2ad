"""Elastic Email, API v4 (`POST /v4/emails/transactional`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mewayz_kit.mail.base import Bounce, HttpProvider, Outgoing, judge

BASE_URL = "https://api.elasticemail.com"
BOUNCED = {"Error", "Bounced"}
TEMPORARY = {"Timeout", "Throttled", "GreyListed", "ConnectionProblem", "ConnectionTerminated", "DNSProblem"}
"""Categories of an error after which the address may still be good."""


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


def bounces(form: Mapping[str, str]) -> list[Bounce]:
    """What a notification of Elastic Email says (one per call, as form fields)."""
    if form.get("status") not in BOUNCED:
        return []
    category = form.get("category", "")
    return [
        Bounce(
            address=form.get("to", ""),
            permanent=category not in TEMPORARY,
            reason=category or form["status"],
            provider_id=form.get("transaction") or form.get("transactionid"),
        )
    ]
