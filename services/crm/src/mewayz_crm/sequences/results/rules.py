"""Figures from counted rows. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

MAILS = ("queued", "sending", "sent", "failed", "unconfirmed", "suppressed")
LEFT = {"delivered": "sent", "bounced": "sent", "complained": "sent"}
"""What is known of a mail after the provider has taken it."""
ENROLMENTS = ("active", "paused", "completed", "exited", "failed")


def mails(counted: Iterable[tuple[str, str | None, int]]) -> dict[str, Any]:
    """Sums of (state, reason, number) of messages."""
    states, because = Counter[str](), Counter[str]()
    for state, reason, number in counted:
        states[LEFT.get(state, state)] += number
        if state == "suppressed":
            because[reason or "suppressed"] += number
    return {"mails": states.total(), **{name: states[name] for name in MAILS}, "suppressed_because": dict(because)}


def enrolments(counted: Iterable[tuple[str, str | None, int]]) -> dict[str, Any]:
    """Sums of (state, reason, number) of enrolments."""
    states, because = Counter[str](), Counter[str]()
    for state, reason, number in counted:
        states[state] += number
        if state == "exited":
            because[reason or "exited"] += number
    named = {("failed_enrolments" if name == "failed" else name): states[name] for name in ENROLMENTS}
    return {"enrolments": states.total(), **named, "exited_because": dict(because)}
