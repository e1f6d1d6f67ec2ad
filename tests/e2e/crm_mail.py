"""What tests of a running house do with its mail: prove a sender, read what left, report what became of it."""

import re
from collections.abc import Awaitable, Callable
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.e2e.crm import CRM, make

from mewayz_testing.mail_reports import ENDPOINT, Reporters
from mewayz_testing.nameserver import NameServer
from mewayz_testing.people import WORKSPACE, Platform, Seat, succeed

FEATURES = ["contacts", "pipelines", "email-campaigns", "sequences", "lead-forms", "dashboards"]
WORDS = "Hello {{ contact.first_name|default('you') }}: [the offer](https://acme.example/offer)\n\n" + (
    "{{ postal_address }} [no more]({{ unsubscribe_url }})"
)
DAY = 86_400
INBOX = "an-inbox-of-this-test"
"""The word in the address that incoming mail is posted to."""
REPORTERS = Reporters()
CodeOf = Callable[[str], Awaitable[str]]


def settings() -> dict[str, str]:
    """What the operator of a house sets so that providers are heard and mail comes in."""
    told = {**REPORTERS.settings(), "crm_inbound_endpoint": INBOX, "crm_inbound_domain": "in.mewayz.test"}
    return {f"MEWAYZ_{name.upper()}": value for name, value in told.items()}


async def post(seat: Seat, path: str, **body: Any) -> Any:
    """An action, with the key that some of them demand."""
    return succeed(await seat.post(f"{CRM}/{path}", json=body or None, headers={"idempotency-key": uuid4().hex}))


async def items(seat: Seat, noun: str, **filters: Any) -> list[Any]:
    """Up to a hundred records of a list."""
    return list(succeed(await seat.get(f"{CRM}/{noun}", params={"limit": 100, **filters}))["items"])


async def sender_of(
    seat: Seat, platform: Platform, names: NameServer, *, code_of: CodeOf | None = None, **fields: Any
) -> str:
    """A proven sender at a domain whose records are all there. `code_of`: who reads its mail, if not the mailbox."""
    domain = f"acme-{uuid4().hex[:8]}.example"
    owned = await make(seat, "mail-domains", domain=domain)
    for record in owned["records"]:
        value = record["value"]
        parts = '" "'.join(value[start : start + 200] for start in range(0, len(value), 200))
        names.records[record["name"], "TXT"] = [f'"{parts}"']
    assert (await post(seat, f"mail-domains/{owned['id']}/check"))["state"] == "verified"
    sender = await make(seat, "senders", name="Acme", address=f"news@{domain}", **fields)
    await post(seat, f"senders/{sender['id']}/send-code")
    code = await (code_of or platform.code_in_mail)(f"news@{domain}")
    assert (await post(seat, f"senders/{sender['id']}/verify", code=code))["state"] == "verified"
    return str(sender["id"])


async def mails(platform: Platform, to: str, subject: str) -> list[EmailMessage]:
    """The mails to an address with such a subject, newest first, as they were sent."""
    admin = await platform.admin()
    page = await admin.must("GET", f"{WORKSPACE}/admin/mailbox-messages", params={"to": to, "limit": 100})
    read = [message_from_string(mail["raw"], policy=policy.default) for mail in page["items"]]
    return [mail for mail in read if isinstance(mail, EmailMessage) and subject in mail["subject"]]


def html_of(mail: EmailMessage) -> str:
    """Its HTML part."""
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def way_out(mail: EmailMessage) -> str:
    """The path of its one-click link (RFC 8058)."""
    leave = re.search(r"<(https?://[^>]*/u/[^>]+)>", mail["List-Unsubscribe"])
    assert leave
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return urlsplit(leave[1]).path


async def sent(seat: Seat, platform: Platform, to: str, **words: Any) -> Any:
    """A transactional mail that has left."""
    message = await post(seat, "messages", to=to, subject="Your order", text="Thank you.", **words)

    async def left() -> Any:
        found = succeed(await seat.get(f"{CRM}/messages/{message['id']}"))
        return found if found["state"] != "queued" and found["state"] != "sending" else None

    return await platform.until(left, f"a mail to {to} that has left")


async def reported(platform: Platform, provider: str, call: tuple[bytes, dict[str, str]]) -> int:
    """Post a provider's report as the provider does; the status of the answer."""
    body, headers = call
    url = f"/providers/{provider}/events/{ENDPOINT}"
    return (await platform.request("POST", url, content=body, headers=headers)).status_code


async def comes_in(platform: Platform, raw: str) -> None:
    """A mail server hands over a mail that came in."""
    headers = {"content-type": "message/rfc822"}
    answer = await platform.request("POST", f"/inbound-mail/{INBOX}", content=raw.encode(), headers=headers)
    assert answer.status_code == 204, answer.text
