"""When an account whose address was never proven is reminded and removed."""

from datetime import datetime, timedelta

REMIND_AFTER_DAYS = (1, 7, 21)
REMOVE_AFTER = timedelta(days=30)


def reminders_due(created_at: datetime, now: datetime) -> int:
    """How many reminders such an account should have had by now."""
    return sum(now - created_at >= timedelta(days=days) for days in REMIND_AFTER_DAYS)
