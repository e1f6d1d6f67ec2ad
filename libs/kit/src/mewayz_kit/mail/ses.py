"""Amazon SES, API v2 (`POST /v2/email/outbound-emails`), signed by Signature Version 4; bounces come by SNS."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from mewayz_kit.mail.base import Bounce, HttpProvider, Outgoing, judge

PATH = "/v2/email/outbound-emails"
ALGORITHM = "AWS4-HMAC-SHA256"


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


def bounces(note: Mapping[str, Any]) -> list[Bounce]:
    """What one SNS notification says."""
    if note.get("Type") != "Notification":
        return []
    said = orjson.loads(str(note.get("Message", "{}")))
    if (said.get("notificationType") or said.get("eventType")) != "Bounce":
        return []
    bounce = said["bounce"]
    return [
        Bounce(
            address=str(recipient.get("emailAddress", "")),
            permanent=bounce.get("bounceType") == "Permanent",
            reason=str(recipient.get("diagnosticCode") or bounce.get("bounceSubType", "Bounce")),
            provider_id=said.get("mail", {}).get("messageId"),
        )
        for recipient in bounce.get("bouncedRecipients", ())
    ]
