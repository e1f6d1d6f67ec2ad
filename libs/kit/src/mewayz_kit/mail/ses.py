"""Amazon SES, API v2 (`POST /v2/email/outbound-emails`), signed by Signature Version 4; it reports by SNS."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from mewayz_kit.mail.base import HttpProvider, Outgoing, judge
from mewayz_kit.mail.reports import Kind, MailReport, bounced, moment, text

PATH = "/v2/email/outbound-emails"
ALGORITHM = "AWS4-HMAC-SHA256"
KNOWN_AS_LOST = {"Suppressed", "OnAccountSuppressionList", "NoEmail"}
"""Permanent bounces that SES makes itself, since it knows the address to be lost."""
COMPLAINTS: dict[str, Kind | None] = {"not-spam": None, "auth-failure": None, "opt-out": "unsubscribe"}
"""Kinds of feedback that are no complaint."""


def base_url(region: str) -> str:
    """Where SES answers in a region."""
    return f"https://email.{region}.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Ses(HttpProvider):
    """Sends the MIME message as it is, with an access key."""

    region: str
    access_key_id: str
    secret_access_key: str
    now: Callable[[], datetime]

    async def send(self, mail: Outgoing) -> str | None:
        """One raw message to one address."""
        raw = base64.b64encode(mail.as_bytes()).decode()
        content = orjson.dumps({"Content": {"Raw": {"Data": raw}}, "Destination": {"ToAddresses": [mail.to]}})
        url = self.url(PATH)
        headers = sign(
            "POST",
            url,
            content,
            region=self.region,
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
            now=self.now(),
        )
        answer = await self.egress.request("POST", url, headers=headers, content=content)
        said = judge(answer, "SES")
        return str(said["MessageId"]) if said.get("MessageId") else None


def sign(
    method: str, url: str, body: bytes, *, region: str, access_key_id: str, secret_access_key: str, now: datetime
) -> dict[str, str]:
    """The headers of a signed request (AWS Signature Version 4, service `ses`)."""
    parts, moment = urlsplit(url), now.strftime("%Y%m%dT%H%M%SZ")
    headers = {"content-type": "application/json", "host": parts.netloc, "x-amz-date": moment}
    names = ";".join(headers)
    canonical = "\n".join(
        [
            method,
            parts.path,
            parts.query,
            *(f"{name}:{value}" for name, value in headers.items()),
            "",
            names,
            hashlib.sha256(body).hexdigest(),
        ]
    )
    scope = f"{moment[:8]}/{region}/ses/aws4_request"
    text = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret_access_key}".encode()
    for step in scope.split("/"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={access_key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {
        "Content-Type": headers["content-type"],
        "X-Amz-Date": moment,
        "Authorization": f"{ALGORITHM} {credential}",
    }


def reports(said: Mapping[str, Any], now: datetime) -> list[MailReport]:
    """What the message of an SNS notification says about one mail, each recipient apart."""
    match said.get("notificationType") or said.get("eventType"):
        case "Bounce":
            return _bounces(said, now)
        case "Complaint":
            return _complaints(said, now)
        case "Delivery":
            at = moment(said["delivery"].get("timestamp"), now)
            return [_one(said, "delivered", one, "delivery", at) for one in said["delivery"].get("recipients", ())]
    return []


def _bounces(said: Mapping[str, Any], now: datetime) -> list[MailReport]:
    bounce = said["bounce"]
    at, feedback = moment(bounce.get("timestamp"), now), str(bounce.get("feedbackId", "bounce"))
    lost = bounce.get("bounceType") == "Permanent" and bounce.get("bounceSubType") in KNOWN_AS_LOST
    found = []
    for one in bounce.get("bouncedRecipients", ()):
        status, told = one.get("status"), one.get("diagnosticCode")
        kind = "hard_bounce" if lost else bounced(status, told)
        reason = told or f"{bounce.get('bounceType')} {bounce.get('bounceSubType')}"
        found.append(
            _one(said, kind, one["emailAddress"], feedback, at, reason=text(reason, 500), status=text(status, 12))
        )
    return found


def _complaints(said: Mapping[str, Any], now: datetime) -> list[MailReport]:
    complaint = said["complaint"]
    at, feedback = moment(complaint.get("timestamp"), now), str(complaint.get("feedbackId", "complaint"))
    kind = COMPLAINTS.get(str(complaint.get("complaintFeedbackType")), "complaint")
    people = complaint.get("complainedRecipients", ())
    return [_one(said, kind, one["emailAddress"], feedback, at) for one in people if kind]


def _one(said: Mapping[str, Any], kind: Kind, to: str, feedback: str, at: datetime, **more: Any) -> MailReport:
    mail = str(said["mail"]["messageId"])
    return MailReport(kind, to, f"{mail}:{feedback}:{to.lower()}", at, provider_id=mail[:255], **more)
