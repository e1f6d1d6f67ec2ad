"""What programs send back is told apart as the formats and programs say."""

from email import message_from_bytes, message_from_string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_crm.bounces.service import read
from mewayz_crm.bounces.tests.mails import ARF, DELAYED, EXIM, POSTFIX, QMAIL, REPLY, SENT, VACATION

Found = list[tuple[str, str, str | None]]


def reading(text: str) -> tuple[str, Found, tuple[str, ...]]:
    found = read(message_from_string(text))
    return found.kind, [(one.address, one.verdict, one.status) for one in found.recipients], found.refers_to


def test_recipients_of_one_report_are_judged_apart() -> None:
    recipients = [("jane@example.com", "hard", "5.1.1"), ("john@example.com", "soft", "5.2.2")]
    assert reading(POSTFIX) == ("bounce", recipients, (SENT,))
    assert reading(POSTFIX.replace("\n", "\r\n")) == ("bounce", recipients, (SENT,))
    [first, _] = read(message_from_string(POSTFIX)).recipients
    assert first.reason.startswith("550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown")


def test_a_report_may_enclose_the_whole_mail_and_be_encoded() -> None:
    whole = POSTFIX.replace("text/rfc822-headers", "message/rfc822")
    assert reading(whole)[2] == (SENT,)
    utf8 = POSTFIX.replace("message/delivery-status", "message/global-delivery-status")
    assert reading(utf8)[:2] == reading(POSTFIX)[:2]


def test_delays_and_successes_are_nothing() -> None:
    assert reading(DELAYED)[0] == "automatic"
    assert reading(POSTFIX.replace("Action: failed", "Action: relayed"))[0] == "automatic"


def test_qmail_and_exim_say_it_in_words() -> None:
    assert reading(QMAIL) == (
        "bounce",
        [("jane@example.net", "hard", "5.1.1"), ("full@example.net", "soft", "4.2.2")],
        (SENT,),
    )
    assert reading(EXIM) == ("bounce", [("jane@example.org", "hard", None)], (SENT,))


def test_words_alone_are_no_bounce_when_a_person_writes_them() -> None:
    text = QMAIL.replace("MAILER-DAEMON@example.net", "jane@example.net")
    assert reading(text)[0] == "mail"
    vague = "From: MAILER-DAEMON@example.com\nSubject: Undeliverable\n\nSomething went wrong."
    assert reading(vague)[0] == "mail"


@pytest.mark.parametrize(
    ("feedback", "kind"),
    [("abuse", "complaint"), ("fraud", "complaint"), ("opt-out", "opt_out"), ("not-spam", "automatic")],
)
def test_feedback_says_who_is_displeased(feedback: str, kind: str) -> None:
    found = read(message_from_string(ARF.replace("Feedback-Type: abuse", f"Feedback-Type: {feedback}")))
    assert found.kind == kind
    if kind != "automatic":
        assert (found.addresses, found.refers_to) == (("jane@example.com",), (SENT,))


def test_automatic_answers_are_nothing_and_replies_name_what_they_answer() -> None:
    assert reading(VACATION)[0] == "automatic"
    assert (
        reading(VACATION.replace("Auto-Submitted: auto-replied (vacation)", "Precedence: auto_reply"))[0] == "automatic"
    )
    receipt = "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n\n--x--\n"
    assert reading(receipt)[0] == "automatic"
    assert reading(REPLY) == ("mail", [], (SENT, "older@example.com"))
    assert reading(REPLY.replace("Subject", "Auto-Submitted: no\nSubject"))[0] == "mail"


@given(st.binary(max_size=600))
def test_no_mail_breaks_the_reader(raw: bytes) -> None:
    assert read(message_from_bytes(raw)).kind in {"bounce", "complaint", "opt_out", "automatic", "mail"}


@given(st.sampled_from([POSTFIX, QMAIL, EXIM, ARF]), st.data())
def test_no_damage_breaks_the_reader(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    raw = (text[:at] + data.draw(st.text(max_size=5)) + text[at + data.draw(st.integers(0, 40)) :]).encode()
    assert read(message_from_bytes(raw)).kind
