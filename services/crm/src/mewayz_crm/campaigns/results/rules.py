"""Figures from counted rows. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from mewayz_crm.mail_events.sums import happened

STATES = ("queued", "sending", "sent", "failed", "unconfirmed", "skipped")


def figures(
    recipients: Iterable[tuple[str, str | None, int]], events: Iterable[tuple[str, int, int]]
) -> dict[str, Any]:
    """Sums of (state, skip reason, number) and of (kind of event, mails, mails with a human one)."""
    states, because = Counter[str](), Counter[str]()
    for state, reason, number in recipients:
        states[state] += number
        if reason is not None and state == "skipped":
            because[reason] += number
    return {
        "recipients": states.total(),
        **{state: states[state] for state in STATES},
        "skipped_because": dict(because),
        **happened(events),
    }
