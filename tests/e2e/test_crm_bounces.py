"""What providers and mail servers report of mails, and mails that are asked for: scenarios 5 and 15 of crm.md.

SES is not among them: its signature leads to a certificate that only Amazon's hosts answer with.
"""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest_asyncio
from tests.e2e.crm import CRM, at_once, everything, make
from tests.e2e.crm_mail import FEATURES, REPORTERS, comes_in, items, mails, reported, sent

from mewayz_testing.mail_reports import Reporters, mailgun_event, sendgrid_event
from mewayz_testing.people import Person, Platform, Seat, succeed

GONE = {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such user"}
FULL = {"type": "blocked", "status": "5.2.2", "reason": "552 5.2.2 mailbox full"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person) -> Seat:
    """One workspace for tests with addresses of their own."""
    return await ada.create_workspace("Bounces", features=FEATURES)


def address(name: str) -> str:
    """A fresh one."""
    return f"{name}-{uuid4().hex[:8]}@example.com"


async def kinds(seat: Seat, platform: Platform, message: Any, number: int) -> list[str]:
    """What is known of a message, once it is so much."""

    async def look() -> Any:
        found = await items(seat, "mail-events", message_id=message["id"])
        return sorted(one["kind"] for one in found) if len(found) >= number else None

    found = list(await platform.until(look, f"{number} events of a message"))
    assert len(found) == number
    return found


async def suppressed(seat: Seat, to: str) -> list[str]:
    """Why an address gets no mail."""
    answer = succeed(await seat.post(f"{CRM}/suppressions/check", json={"addresses": [to]}))
    return [one["reason"] for one in answer["items"] if one["reason"]]


async def invalid(seat: Seat, to: str) -> bool:
    """Whether the contact shows the address as one that takes no mail."""
    [contact] = await everything(seat, "contacts", q=to)
    return bool(contact["emails"][0]["invalid"])


async def test_soft_bounces_do_nothing_and_one_that_comes_again_counts_once(seat: Seat, platform: Platform) -> None:
    to, now = address("soft"), int(platform.now().timestamp())
    await make(seat, "contacts", first_name="Soft", emails=[{"address": to}])
    message = await sent(seat, platform, to)
    first, second = [sendgrid_event(message, "bounce", at=now, **FULL, try_=number) for number in (1, 2)]
    for batch in ([first], [first, first], [second, first]):
        assert await reported(platform, "sendgrid", REPORTERS.sendgrid(batch)) == 200
    for _ in range(6):  # five different ones would be enough
        assert await reported(platform, "sendgrid", REPORTERS.sendgrid([first])) == 200
    assert await kinds(seat, platform, message, 2) == ["soft_bounce", "soft_bounce"]
    assert (await suppressed(seat, to), await invalid(seat, to)) == ([], False)
    assert (await sent(seat, platform, to))["state"] == "sent", "the next mail leaves"


async def test_one_hard_bounce_suppresses_and_what_is_forged_does_nothing(seat: Seat, platform: Platform) -> None:
    to, now = address("hard"), int(platform.now().timestamp())
    message = await sent(seat, platform, to)
    gone = {"code": 550, "message": "5.1.1 The email account does not exist"}
    failed = mailgun_event(message, "failed", at=now, severity="permanent", **{"delivery-status": gone})
    assert await reported(platform, "mailgun", REPORTERS.mailgun(failed, forged=True)) == 403
    bounce = sendgrid_event(message, "bounce", at=now, **GONE)
    for call in (REPORTERS.sendgrid([bounce], forged=True), Reporters().sendgrid([bounce])):
        assert await reported(platform, "sendgrid", call) == 403
    assert await items(seat, "mail-events", message_id=message["id"]) == []
    for _ in range(2):
        assert await reported(platform, "mailgun", REPORTERS.mailgun(failed)) == 200
    assert await kinds(seat, platform, message, 1) == ["hard_bounce"]
    assert await suppressed(seat, to) == ["hard_bounce"]
    refused = await sent(seat, platform, to)
    assert (refused["state"], refused["error"]) == ("suppressed", "hard_bounce")
    assert len(await mails(platform, to, "Your order")) == 1


async def test_one_complaint_suppresses_and_ends_every_list(seat: Seat, platform: Platform) -> None:
    to, now = address("spam"), int(platform.now().timestamp())
    for name in ("News", "Offers"):
        joined = await make(seat, "lists", name=f"{name} {to}", opt_in="single")
        await make(seat, "subscriptions", list_id=joined["id"], address=to)
    message = await sent(seat, platform, to)
    report = sendgrid_event(message, "spamreport", at=now)
    assert await reported(platform, "sendgrid", REPORTERS.sendgrid([report])) == 200
    assert await kinds(seat, platform, message, 1) == ["complaint"]
    assert await suppressed(seat, to) == ["complaint"]
    assert {one["state"] for one in await items(seat, "subscriptions", address=to)} == {"unsubscribed"}


async def test_recipients_of_one_report_are_judged_apart(seat: Seat, platform: Platform) -> None:
    now, people = int(platform.now().timestamp()), [address("gone"), address("full")]
    gone, full = [await sent(seat, platform, to) for to in people]
    batch = [sendgrid_event(gone, "bounce", at=now, **GONE), sendgrid_event(full, "bounce", at=now, **FULL)]
    assert await reported(platform, "sendgrid", REPORTERS.sendgrid(batch)) == 200
    assert await kinds(seat, platform, gone, 1) == ["hard_bounce"]
    assert await kinds(seat, platform, full, 1) == ["soft_bounce"]
    assert [await suppressed(seat, to) for to in people] == [["hard_bounce"], []]

    # The same as a mail server tells it by mail: one of the two is nobody whom we wrote to.
    stranger, jane = address("stranger"), address("jane")
    message = await sent(seat, platform, jane)
    await comes_in(platform, report_of(message["rfc_message_id"], (stranger, "5.2.2"), (jane, "5.1.1")))
    assert await kinds(seat, platform, message, 1) == ["hard_bounce"]
    assert [await suppressed(seat, to) for to in (jane, stranger)] == [["hard_bounce"], []]


def report_of(rfc_message_id: str, *failed: tuple[str, str]) -> str:
    """A delivery status notification (RFC 3464) about one mail that reached none of these."""
    people = "\n".join(
        f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; 550 {status} no\n"
        for to, status in failed
    )
    return f"""\
From: MAILER-DAEMON@mx.example.com
To: bounces@mewayz.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-Id: <{uuid4()}@mx.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

{people}
--B1
Content-Type: text/rfc822-headers

Message-ID: <{rfc_message_id}>

--B1--
"""


async def test_a_mail_that_is_asked_for_ten_times_leaves_once_also_to_who_has_unsubscribed(
    seat: Seat, platform: Platform
) -> None:
    to = address("order")
    news = await make(seat, "lists", name=f"News {to}", opt_in="single")
    joined = await make(seat, "subscriptions", list_id=news["id"], address=to)
    succeed(await seat.post(f"{CRM}/subscriptions/{joined['id']}/unsubscribe"))
    body = {"to": to, "subject": "Your order", "text": "Thank you.", "dedupe_key": f"order:{to}"}

    def ask() -> Any:
        return seat.post(f"{CRM}/messages", json=body, headers={"idempotency-key": uuid4().hex})

    answers = await at_once(*[ask() for _ in range(9)])
    assert Counter(answer.status_code for answer in answers) == {202: 9}, [answer.text for answer in answers]
    found = succeed(await ask())
    assert {answer.json()["id"] for answer in answers} == {found["id"]}

    async def left() -> Any:
        return await mails(platform, to, "Your order")

    [mail] = await platform.until(left, "the mail")
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)
    await sent(seat, platform, to, dedupe_key=f"another:{to}")
    assert len(await mails(platform, to, "Your order")) == 2, "whoever waited for the second saw no third"
    assert len(await items(seat, "messages", to=to)) == 2
