"""Rules of webhooks, against the published library where there is one."""

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from mewayz_workspace.webhooks import rules

NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("patterns", "type_", "wanted"),
    [
        (["crm.deal.won.v1"], "crm.deal.won.v1", True),
        (["crm.deal.won.v1"], "crm.deal.won.v2", False),
        (["crm.deal.*"], "crm.deal.lost.v1", True),
        (["crm.deal.*"], "crm.deal_line.created.v1", False),
        (["crm.*"], "crm.contact.created.v1", True),
        (["crm.*"], "crmx.contact.created.v1", False),
        (["*"], "finance.invoice.paid.v1", True),
        (["social.*", "crm.deal.won.v1"], "crm.deal.won.v1", True),
    ],
)
def test_which_events_are_wanted(patterns: list[str], type_: str, wanted: bool) -> None:
    assert rules.matches(patterns, type_) is wanted
    assert all(re.fullmatch(rules.EVENT_PATTERN, pattern) for pattern in patterns)


@pytest.mark.parametrize(
    "text", ["", "crm", "crm.deal", "*.deal.*", "crm.deal.won", "CRM.deal.*", "crm..*", "**", "crm.deal.won.v0"]
)
def test_what_is_no_event_pattern(text: str) -> None:
    assert re.fullmatch(rules.EVENT_PATTERN, text) is None


@given(st.binary(min_size=24, max_size=64), st.text(), st.uuids())
def test_the_published_library_accepts_our_signatures(secret: bytes, text: str, message_id: UUID) -> None:
    message = json.dumps({"type": text}).encode()
    sent = rules.headers([secret], message_id, message, at=datetime.now(UTC), depth=0)
    checker = Webhook(rules.spoken(secret))
    assert checker.verify(message, sent) == {"type": text}
    with pytest.raises(WebhookVerificationError):
        checker.verify(message + b" ", sent)


def test_attempts_follow_the_schedule_and_end() -> None:
    seed = uuid4()
    waits = []
    for step in range(1, len(rules.SCHEDULE)):
        at = rules.next_attempt(step, now=NOW, seed=seed, answered={})
        assert at is not None
        waits.append((at - NOW) / rules.SCHEDULE[step])
    assert all(1 <= wait <= 1.1 for wait in waits)
    assert len(set(waits)) == len(waits)
    assert rules.next_attempt(len(rules.SCHEDULE), now=NOW, seed=seed, answered={}) is None
    hours = [round(total / timedelta(hours=1), 1) for total in accumulate(rules.SCHEDULE)]
    assert hours[-1] == 75.6


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("Wed, 25 Nov 2026 12:01:00 GMT", 60), ("Wed, 25 Nov 2026 11:00:00 GMT", 0), ("soon", 0), ("-5", 0)],
)
def test_retry_after(text: str, seconds: int) -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert rules.retry_after(text, noon) == timedelta(seconds=seconds)
    at = rules.next_attempt(1, now=noon, seed=uuid4(), answered={"retry-after": text})
    assert at is not None
    assert at - noon >= timedelta(seconds=max(5, seconds))


def test_nobody_makes_us_wait_longer_than_a_day() -> None:
    at = rules.next_attempt(1, now=NOW, seed=uuid4(), answered={"retry-after": "999999999"})
    assert at == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, "delivered"), (299, "delivered"), (301, "failed"), (410, "gone"), (500, "failed"), (None, "failed")],
)
def test_what_an_answer_means(status: int | None, verdict: str) -> None:
    assert rules.verdict(status) == verdict
