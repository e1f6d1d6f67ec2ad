"""Figures from counted rows. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

STATES = ("queued", "sending", "sent", "failed", "unconfirmed", "skipped")
KINDS = {
    "delivered": "delivered",
    "reply": "replied",
    "unsubscribe": "unsubscribed",
    "soft_bounce": "soft_bounced",
    "hard_bounce": "hard_bounced",
    "complaint": "complained",
}
REACTIONS = {"open": "opened", "click": "clicked"}


def figures(
    recipients: Iterable[tuple[str, str | None, int]], events: Iterable[tuple[str, int, int]]
) -> dict[str, Any]:
    """Sums of (state, skip reason, number) and of (kind of event, mails, mails with a human one)."""
    states, because, all_of, human = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for state, reason, number in recipients:
        states[state] += number
        if reason is not None and state == "skipped":
            because[reason] += number
    for kind, every, by_humans in events:
        all_of[kind] += every
        human[kind] += by_humans
    return {
        "recipients": states.total(),
        **{state: states[state] for state in STATES},
        "skipped_because": dict(because),
        **{name: all_of[kind] for kind, name in KINDS.items()},
        **{name: {"human": human[kind], "all": all_of[kind]} for kind, name in REACTIONS.items()},
    }
