"""The times of a double opt-in. Pure."""

from datetime import datetime, timedelta

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
