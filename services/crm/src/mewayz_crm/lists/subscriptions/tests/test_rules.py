"""The state table of subscriptions and the times of a double opt-in."""

from datetime import UTC, datetime, timedelta

from mewayz_crm.lists.subscriptions.confirmations.rules import next_step
from mewayz_crm.lists.subscriptions.rules import SUBSCRIPTION

ASKED = datetime(2026, 11, 1, tzinfo=UTC)


def test_nothing_but_a_return_leads_out_of_unsubscribed() -> None:
    assert SUBSCRIPTION.triggers("unsubscribed") == ["return_single", "return_double"]
    assert SUBSCRIPTION.triggers("confirmed") == ["unsubscribe"]


def test_a_mail_a_reminder_and_the_end_after_thirty_days() -> None:
    end = ASKED + timedelta(days=30)
    assert next_step(asked_at=ASKED, mails=0, now=ASKED) == ASKED + timedelta(hours=1)
    assert next_step(asked_at=ASKED, mails=1, now=ASKED) == ASKED + timedelta(days=3)
    assert next_step(asked_at=ASKED, mails=2, now=ASKED + timedelta(days=3)) == end
    for mails in (0, 1):
        assert next_step(asked_at=ASKED, mails=mails, now=end - timedelta(minutes=1)) == end
