"""When a signing key may do what."""

from datetime import datetime, timedelta

PUBLISHED = ("pending", "active", "retired")
ACTIVATE_AFTER = timedelta(minutes=10)
"""Verifiers cache the key set at most this long, so every one of them knows a key before it signs."""
REMOVE_AFTER = timedelta(minutes=30)
"""Longer than the life of an access token: what a retired key signed has expired before it goes."""


def may_activate(published_at: datetime, now: datetime) -> bool:
    """Whether a pending key has been published long enough."""
    return now - published_at >= ACTIVATE_AFTER


def is_worn(activated_at: datetime | None, now: datetime, days: int) -> bool:
    """Whether an active key is old enough to be replaced."""
    return activated_at is not None and now - activated_at >= timedelta(days=days)


def may_remove(retired_at: datetime | None, now: datetime) -> bool:
    """Whether nothing that a retired key signed can still be valid."""
    return retired_at is not None and now - retired_at >= REMOVE_AFTER
