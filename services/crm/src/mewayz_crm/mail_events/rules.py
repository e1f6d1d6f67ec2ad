"""Rules of mail events: what each kind does to a message, and when an address has had enough. Pure."""

from datetime import timedelta

TRIGGERS = {"delivered": "deliver", "soft_bounce": "bounce", "hard_bounce": "bounce", "complaint": "complain"}
"""The kinds that move a message, with what they are called in `messages.rules.MESSAGE` (crm.md §4)."""

SUPPRESSES = {"hard_bounce": "hard_bounces", "complaint": "complaints"}
"""The kinds that suppress an address, with the setting that says how many it takes."""

ASK_AGAIN = timedelta(seconds=30)
"""How soon to look again at a message whose sending has not been settled; that takes minutes at most, even when the
worker was lost."""

UNMATCHED_DAYS = timedelta(days=90)
"""How long a report about no message of ours is kept."""
