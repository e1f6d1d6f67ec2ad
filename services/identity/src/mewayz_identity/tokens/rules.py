"""The form of refresh tokens, and when a rotated one may be answered once more."""

import re
from datetime import datetime, timedelta
from uuid import UUID

ACCESS_LIFE = timedelta(minutes=15)
_REFRESH = re.compile(r"mwr_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")


def compose_refresh(token_id: UUID, secret: str) -> str:
    """A refresh token."""
    return f"mwr_{token_id.hex}_{secret}"


def split_refresh(token: str) -> tuple[UUID, str] | None:
    """Id and secret of a refresh token, or None if it is not one."""
    match = _REFRESH.fullmatch(token)
    return (UUID(hex=match[1]), match[2]) if match else None


def is_honest_repeat(rotated_at: datetime, now: datetime, grace_seconds: int, *, successor_used: bool) -> bool:
    """Whether a rotated token that comes again is a lost answer or a second tab, not a thief.

    Only within the grace, and only while nobody has used its successor.
    """
    return not successor_used and now - rotated_at <= timedelta(seconds=grace_seconds)
