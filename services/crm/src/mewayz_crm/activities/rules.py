"""The state table of activities, when their reminders are due, and what these say. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mewayz_kit.state import Machine

ACTIVITY = Machine(
    "activity",
    {("open", "complete"): "completed", ("completed", "reopen"): "open", ("open", "snooze"): "open"},
    field="status",
)
REMINDER, OVERDUE = "crm.activity_reminder", "crm.activity_overdue"
"""The notices to whoever does an activity."""
WORDS = {
    REMINDER: {"en": "Reminder: {subject}", "de": "Erinnerung: {subject}"},
    OVERDUE: {"en": "{subject} is overdue", "de": "{subject} ist überfällig"},
}
"""Their titles, by language."""


def reminder_at(moment: datetime, *, days: int, minutes: int, zone: str) -> datetime:
    """When somebody is reminded of `moment`: days earlier by the wall clock of `zone`, then minutes earlier.

    A wall time that does not exist moves forward by the gap, one that exists twice means the first (crm.md §8): that
    is what `fold=0` says.
    """
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=days)
    there = wall.replace(tzinfo=ZoneInfo(zone), fold=0) if days else moment
    return there.astimezone(UTC) - timedelta(minutes=minutes)
