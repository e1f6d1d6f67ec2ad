"""Lives of challenges, and the form of their handles."""

import re
from datetime import timedelta
from uuid import UUID

CODE_LIFE = timedelta(minutes=10)
LINK_LIFE = timedelta(hours=1)
LOGIN_LIFE = timedelta(minutes=10)
UNDO_LIFE = timedelta(days=7)
MAX_ATTEMPTS = 5
_HANDLE = re.compile(r"([0-9a-f]{32})([A-Za-z0-9_-]{43})")


def compose_handle(challenge_id: UUID, secret: str) -> str:
    """The handle of a challenge: its id and a secret, together."""
    return challenge_id.hex + secret


def split_handle(handle: str) -> tuple[UUID, str] | None:
    """Id and secret of a handle, or None if it is not one."""
    match = _HANDLE.fullmatch(handle)
    return (UUID(hex=match[1]), match[2]) if match else None
