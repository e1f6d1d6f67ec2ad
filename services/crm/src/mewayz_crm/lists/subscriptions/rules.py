"""The state table of subscriptions, and the times of a double opt-in. Pure."""

from datetime import datetime, timedelta

from mewayz_kit.state import Machine

SUBSCRIPTION = Machine(
    "subscription",
    {
        ("unconfirmed", "confirm"): "confirmed",
        ("unconfirmed", "unsubscribe"): "unsubscribed",
        ("confirmed", "unsubscribe"): "unsubscribed",
        ("unsubscribed", "return_single"): "confirmed",
        ("unsubscribed", "return_double"): "unconfirmed",
        ("unconfirmed", "lapse"): "unsubscribed",
    },
)
"""crm.md §4. Only the person can `return`; an unconfirmed return that lapses is a no again, a first yes that lapses is
removed."""

FIRST = {"single": "confirmed", "double": "unconfirmed"}
"""The first state, by the list's opt-in."""
OWN_WORD = "unsubscribed_all"
"""The one reason of a suppression that its person can take back."""
REMIND_AFTER = timedelta(days=3)
LAPSES_AFTER = timedelta(days=30)
TRY_AGAIN = timedelta(hours=1)
"""How long a mail waits that no transport took, and how soon a person may ask for another one."""
MAILS = 2
"""The confirmation and one reminder."""


def next_step(*, asked_at: datetime, mails: int, now: datetime) -> datetime:
    """When to look at an unconfirmed subscription again after the `mails` it got, or after one that did not leave."""
    end = asked_at + LAPSES_AFTER
    if mails == 0:
        return min(now + TRY_AGAIN, end)
    return min(now + REMIND_AFTER, end) if mails < MAILS else end
