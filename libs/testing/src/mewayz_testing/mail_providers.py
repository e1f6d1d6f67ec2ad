"""SendGrid, Mailgun and Elastic Email on this machine: there is no protocol server for them to be had.

Each route does what the provider's documentation says: it demands the credential, refuses a mail without its needed
fields with the provider's own answer, and keeps the others.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qs

import orjson

from mewayz_testing.answering import Answer, answering

KEY = "key-of-this-test"  # pragma: allowlist secret


@dataclass
class MailProviders:
    """`answers` are the statuses of the next requests; `taken` is what was accepted, as the provider understood it."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """One request."""
        if self.answers:
            return self.answers.pop(0), {}, {"message": "not now"}
        if path == "/v3/mail/send":
            return self._sendgrid(headers, body)
        if path.startswith("/v3/") and path.endswith(("/messages", "/messages.mime")):
            return self._mailgun(path.split("/")[2], headers, body, whole=path.endswith(".mime"))
        if path == "/v4/emails/transactional":
            return self._elastic(headers, body)
        return 404, {}, {"message": "no such route"}

    def _sendgrid(self, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("authorization") != f"Bearer {KEY}":
            return 401, {}, {"errors": [{"message": "The provided authorization grant is invalid"}]}
        said = orjson.loads(body)
        if not said.get("from", {}).get("email") or not said.get("content"):
            return 400, {}, {"errors": [{"message": "The from object must be provided"}]}
        [person] = said["personalizations"]
        self._keep(person["to"][0]["email"], said["from"]["email"], said["subject"], said["headers"], said)
        return 202, {"X-Message-Id": f"sg-{len(self.taken)}"}, None

    def _mailgun(self, domain: str, headers: dict[str, str], body: bytes, *, whole: bool) -> Answer:
        if headers.get("authorization") != "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode():
            return 401, {}, {"message": "Forbidden"}
        if whole:
            return self._mailgun_mime(domain, headers, body)
        said = {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}
        if missing := {"from", "to", "subject", "text"} - said.keys():
            return 400, {}, {"message": f"{sorted(missing)[0]} parameter is missing"}
        own = {name[2:]: value for name, value in said.items() if name.startswith("h:")}
        self._keep(said["to"], said["from"], said["subject"], own, said)
        return 200, {}, {"id": f"<mg-{len(self.taken)}@{domain}>", "message": "Queued. Thank you."}

    def _mailgun_mime(self, domain: str, headers: dict[str, str], body: bytes) -> Answer:
        """A form with the recipient and the whole message, which is sent byte by byte."""
        form = message_from_bytes(b"Content-Type: " + headers["content-type"].encode() + b"\r\n\r\n" + body)
        said = {part.get_param("name", header="content-disposition"): part.get_payload() for part in form.walk()}
        if missing := {"to", "message"} - said.keys():
            return 400, {}, {"message": f"{sorted(missing)[0]} parameter is missing"}
        _, _, rest = body.partition(b'filename="message.eml"\r\n\r\n')
        raw = rest[: rest.rindex(b"\r\n--" + form.get_boundary("").encode())]
        mail = message_from_bytes(raw, policy=policy.default)
        self._keep(str(said["to"]), mail["From"], mail["Subject"], dict(mail.items()), raw)
        return 200, {}, {"id": f"<mg-{len(self.taken)}@{domain}>", "message": "Queued. Thank you."}

    def _elastic(self, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("x-elasticemail-apikey") != KEY:
            return 401, {}, {"Error": "Access Denied."}
        said = orjson.loads(body)
        content = said["Content"]
        if not said["Recipients"].get("To") or not content.get("Body"):
            return 400, {}, {"Error": "Recipients are required"}
        self._keep(said["Recipients"]["To"][0], content["From"], content["Subject"], content["Headers"], said)
        return 200, {}, {"TransactionID": f"ee-{len(self.taken)}", "MessageID": "m"}

    def _keep(self, to: str, sender: str, subject: str, headers: Any, whole: Any) -> None:
        self.taken.append({"to": to, "from": sender, "subject": subject, "headers": headers, "whole": whole})


@contextmanager
def mail_providers() -> Iterator[MailProviders]:
    """A running server for all three; its address is `http://127.0.0.1:…`."""
    providers = MailProviders()
    with answering(providers.take) as providers.url:
        yield providers
