"""Reports of providers are taken over once, and only when they are theirs."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from mewayz_crm.mail_events.tests.sent import JANE, LIMITS, sent, state_of
from mewayz_crm.messages.models import Message
from mewayz_crm.providers.tests.reports import (
    TOPIC,
    Providers,
    elastic_form,
    mailgun_event,
    post,
    sendgrid_event,
    ses_event,
    when,
)
from mewayz_crm.tests.making import API
from mewayz_testing.bench import ServiceBench
from mewayz_testing.mail_reports import ENDPOINT
from mewayz_testing.race import race_statuses


@pytest.fixture
def providers() -> Providers:
    return Providers()


@pytest.fixture
async def house(open_bench: Any, providers: Providers) -> AsyncIterator[ServiceBench]:
    """The service with every provider set up."""
    async with open_bench(**providers.settings()) as opened:
        providers.publish_certificate(opened)
        yield opened


async def kinds(bench: ServiceBench, workspace: UUID) -> list[str]:
    found = (await bench.member(workspace).get(f"{API}/mail-events", params={"sort": "at"})).json()["items"]
    return [one["kind"] for one in found]


async def reasons(bench: ServiceBench, workspace: UUID) -> list[str]:
    found = (await bench.member(workspace).get(f"{API}/suppressions")).json()["items"]
    return [one["reason"] for one in found]


async def started(bench: ServiceBench) -> tuple[UUID, Message]:
    acme = await bench.workspace(limits=LIMITS)
    return acme, await sent(bench, acme)


async def test_sendgrid_reports_a_batch_once(house: ServiceBench, providers: Providers) -> None:
    acme, row = await started(house)
    batch = [
        sendgrid_event(house, row, "processed"),
        sendgrid_event(house, row, "delivered", response="250 OK"),
        sendgrid_event(house, row, "open", useragent="Mozilla/4.0"),
        sendgrid_event(house, row, "deferred", response="400 try again later", attempt="5"),
        sendgrid_event(house, row, "bounce", type="blocked", status="5.7.1", reason="550 5.7.1 spam"),
        sendgrid_event(house, row, "bounce", type="bounce", status="5.1.1", reason="550 5.1.1 no such user"),
    ]
    for _ in range(2):
        assert (await providers.sendgrid(house, batch)).status_code == 200
    assert sorted(await kinds(house, acme)) == ["delivered", "hard_bounce", "soft_bounce"]
    assert await reasons(house, acme) == ["hard_bounce"]
    assert await state_of(house, acme, row) == "bounced"


@pytest.mark.parametrize(
    ("event", "more", "reason"),
    [
        ("spamreport", {}, ["complaint"]),
        ("dropped", {"reason": "Bounced Address"}, ["hard_bounce"]),
        ("dropped", {"reason": "Unsubscribed Address"}, []),
        ("unsubscribe", {}, ["unsubscribed_all"]),
    ],
)
async def test_sendgrid_knows_more_ways_to_say_no(
    house: ServiceBench, providers: Providers, event: str, more: dict[str, str], reason: list[str]
) -> None:
    acme, row = await started(house)
    assert (await providers.sendgrid(house, [sendgrid_event(house, row, event, **more)])).status_code == 200
    assert await reasons(house, acme) == reason


async def test_mailgun_reports_what_is_final(house: ServiceBench, providers: Providers) -> None:
    acme, row = await started(house)
    full = {"code": 452, "message": "4.2.2 mailbox full", "enhanced-code": "4.2.2"}
    gone = {"code": 550, "message": "5.1.1 The email account that you tried to reach does not exist"}
    for event in (
        mailgun_event(house, row, "delivered", **{"user-variables": []}),
        mailgun_event(house, row, "failed", severity="temporary", reason="generic", **{"delivery-status": full}),
        mailgun_event(house, row, "opened"),
    ):
        assert (await providers.mailgun(house, event)).status_code == 200
    # Without our own variable it is Mailgun's id that names the mail, which this one does not have.
    assert await kinds(house, acme) == []
    failed = mailgun_event(house, row, "failed", severity="permanent", reason="generic", **{"delivery-status": gone})
    for _ in range(2):
        assert (await providers.mailgun(house, failed)).status_code == 200
    assert await kinds(house, acme) == ["hard_bounce"]
    assert await reasons(house, acme) == ["hard_bounce"]


async def test_mailgun_tells_of_complaints_and_of_what_it_held_back(house: ServiceBench, providers: Providers) -> None:
    acme, row = await started(house)
    known = {"code": 605, "message": "", "description": "Not delivering to previously bounced address"}
    held = mailgun_event(
        house, row, "failed", severity="permanent", reason="suppress-bounce", **{"delivery-status": known}
    )
    await providers.mailgun(house, held)
    assert await reasons(house, acme) == ["hard_bounce"]
    await providers.mailgun(house, mailgun_event(house, row, "complained"))
    assert await reasons(house, acme) == ["complaint"]


@pytest.mark.parametrize("version", ["1", "2"])
async def test_ses_judges_recipients_apart(house: ServiceBench, providers: Providers, version: str) -> None:
    acme, row = await started(house)
    bounce = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "feedbackId": "00000137860315fd-34208509-5b74-41f3-95c5-22c1edc3c924-000000",
        "timestamp": when(house),
        "bouncedRecipients": [
            {"emailAddress": "john@example.com", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 no such user"},
            {"emailAddress": "JANE@example.com", "status": "5.2.2", "diagnosticCode": "smtp; 552 5.2.2 mailbox full"},
        ],
    }
    for _ in range(2):
        answer = await providers.ses(house, ses_event(row, "Bounce", bounce=bounce), SignatureVersion=version)
        assert answer.status_code == 200, answer.text
    assert await kinds(house, acme) == ["soft_bounce"]
    assert await reasons(house, acme) == []
    unmatched = (await house.staff().get(f"{API}/admin/unmatched-mail-reports")).json()["items"]
    assert [one["kind"] for one in unmatched] == ["hard_bounce"]


async def test_ses_tells_of_deliveries_and_complaints(house: ServiceBench, providers: Providers) -> None:
    acme, row = await started(house)
    delivery = {"timestamp": when(house), "recipients": [JANE], "smtpResponse": "250 ok"}
    await providers.ses(house, ses_event(row, "Delivery", delivery=delivery))
    assert await state_of(house, acme, row) == "delivered"
    people = [{"emailAddress": JANE}]
    for number, feedback in enumerate(["not-spam", "opt-out", "abuse"]):
        complaint = {"complainedRecipients": people, "feedbackId": f"f{number}", "complaintFeedbackType": feedback}
        await providers.ses(house, ses_event(row, "Complaint", complaint=complaint))
        assert await reasons(house, acme) == [[], ["unsubscribed_all"], ["complaint"]][number]


async def test_elastic_email_reports_by_get_and_by_form(house: ServiceBench) -> None:
    acme, row = await started(house)
    url = f"/providers/elastic_email/events/{ENDPOINT}"
    for status, more in (("Sent", {}), ("Opened", {}), ("Error", {"category": "Spam"})):
        answer = await house.client().get(url, params=elastic_form(row, status, **more))
        assert answer.status_code == 200
        await house.run_until_idle()
    assert sorted(await kinds(house, acme)) == ["delivered", "soft_bounce"]
    for _ in range(2):
        answer = await house.client().post(url, data=elastic_form(row, "Error", category="NoMailbox"))
        assert answer.status_code == 200
        await house.run_until_idle()
    assert sorted(await kinds(house, acme)) == ["delivered", "hard_bounce", "soft_bounce"]
    assert await reasons(house, acme) == ["hard_bounce"]
    await house.client().post(url, data=elastic_form(row, "AbuseReport"))
    await house.run_until_idle()
    assert await reasons(house, acme) == ["complaint"]


async def test_what_is_forged_is_refused_and_changes_nothing(house: ServiceBench, providers: Providers) -> None:
    acme, row = await started(house)
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": JANE, "status": "5.1.1"}]}
    said = ses_event(row, "Bounce", bounce=bounce)
    spam = sendgrid_event(house, row, "spamreport")
    strange = "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem"
    port = "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0.pem"
    other = "https://sns.eu-west-1.amazonaws.com/other.pem"
    answers = [
        await providers.sendgrid(house, [spam], forged=True),
        await Providers().sendgrid(house, [spam]),
        await post(house, "sendgrid", b"[]"),
        await post(house, "sendgrid", b"[]", {"x-twilio-email-event-webhook-signature": "not base64!"}),
        await providers.mailgun(house, mailgun_event(house, row, "complained"), forged=True),
        await post(house, "mailgun", b'{"event-data": {}}'),
        await post(house, "mailgun", b'{"signature": {"signature": "\\u00e9"}}'),
        await providers.ses(house, said, forged=True),
        await Providers().ses(house, said),
        await providers.ses(house, said, TopicArn=TOPIC + "-of-somebody-else"),
        await providers.ses(house, said, SignatureVersion="3"),
        await post(house, "ses", b"{}"),
        *[await providers.ses(house, said, SigningCertURL=url) for url in (strange, port, other, "http://[::1", "x")],
    ]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(403, "signature_invalid")}
    assert [job for job in await house.inbox() if job.consumer == "mail_events.take_report"] == []
    assert await kinds(house, acme) == await reasons(house, acme) == []
    providers.publish_certificate(house, days=-1)
    assert (await providers.ses(house, said)).status_code == 403


async def test_an_address_that_was_not_set_up_does_not_exist(house: ServiceBench, open_bench: Any) -> None:
    assert (await post(house, "postmark", b"{}")).status_code == 404
    assert (await post(house, "mailgun", b"{}", endpoint="guess")).status_code == 404
    assert (await post(house, "elastic_email", b"", endpoint="gu\u00e9ss")).status_code == 404
    assert (await house.client().get(f"/providers/sendgrid/events/{ENDPOINT}")).status_code == 404
    assert (await post(house, "mailgun", b"no json")).status_code == 400


async def test_without_settings_nobody_is_heard(bench: ServiceBench) -> None:
    for provider in ("elastic_email", "sendgrid", "mailgun", "ses"):
        assert (await post(bench, provider, b"{}")).status_code == 404
        assert (await post(bench, provider, b"{}", endpoint="%20")).status_code == 404


async def test_a_signed_body_of_another_shape_is_refused(house: ServiceBench, providers: Providers) -> None:
    assert (await providers.sendgrid(house, {"no": "list"})).status_code == 400
    assert (await providers.sendgrid(house, [{"event": "bounce"}])).status_code == 400
    assert (await providers.mailgun(house, "text")).status_code == 400
    assert (await providers.ses(house, {"notificationType": "Bounce"})).status_code == 400


async def test_a_topic_is_confirmed_at_amazon_only(house: ServiceBench, providers: Providers) -> None:
    for number, (url, wanted) in enumerate(
        [("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription", 1), ("https://evil.example/", 0)]
    ):
        before = len(await house.inbox())
        fields = {"Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": url, "MessageId": f"m{number}"}
        body = providers.sns_note("You have chosen to subscribe", **fields)
        answer = await house.client().post(f"/providers/ses/events/{ENDPOINT}", content=body)
        assert answer.status_code == 200, answer.text
        assert len(await house.inbox()) - before == wanted


async def test_the_same_report_in_parallel_counts_once(house: ServiceBench, providers: Providers) -> None:
    acme, row = await started(house)
    await house.member(acme).patch(f"{API}/settings", json={"complaints": 2})
    event = mailgun_event(house, row, "complained")
    statuses = await race_statuses(lambda _: providers.mailgun(house, event), callers=6)
    assert statuses == {200: 6}
    assert await kinds(house, acme) == ["complaint"]
    assert await reasons(house, acme) == []
