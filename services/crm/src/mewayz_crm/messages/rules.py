"""Rules of messages: their states, when they are tried again, and what keeps them from leaving. Pure."""

from datetime import datetime, timedelta

from mewayz_kit.state import Machine

MESSAGE = Machine(
    "message",
    {
        ("queued", "claim"): "sending",
        ("queued", "suppress"): "suppressed",
        ("sending", "accept"): "sent",
        ("sending", "refuse"): "failed",
        ("sending", "wait"): "queued",
        ("sending", "lose"): "unconfirmed",
        ("failed", "resend"): "queued",
        ("unconfirmed", "resend"): "queued",
        ("unconfirmed", "deliver"): "delivered",
        ("unconfirmed", "bounce"): "bounced",
        ("unconfirmed", "complain"): "complained",
        ("sent", "deliver"): "delivered",
        ("sent", "bounce"): "bounced",
        ("sent", "complain"): "complained",
        ("delivered", "bounce"): "bounced",
        ("delivered", "complain"): "complained",
    },
)
"""crm.md §4. An event of the provider about a mail whose worker was lost says what the worker could not."""

LEASE = timedelta(minutes=5)
"""How long one try may take. Longer than any call of a provider: whoever claimed it before is gone."""
LONGEST_PAUSE = timedelta(hours=1)
MAX_ATTEMPTS = 30
"""Tries before a mail is given up: about a day."""
WITHOUT_TRANSPORT = timedelta(hours=1)
"""How soon a mail that no transport takes is tried again."""
OWN_WORD = "unsubscribed_all"
"""The one suppression that a transactional mail passes: the person wants no marketing, but what they ordered."""
METRIC = "crm.mails_month"


def pause(attempts: int) -> timedelta:
    """How long to wait after the n-th try: 1, 2, 4 … 60 minutes."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def month_of(moment: datetime) -> str:
    """The period of `crm.mails_month`: a month of UTC, `2026-11`."""
    return f"{moment:%Y-%m}"
