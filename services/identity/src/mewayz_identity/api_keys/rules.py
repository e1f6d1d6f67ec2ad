"""The form of keys, and what a key may ever do."""

import ipaddress
import re
from datetime import datetime, timedelta
from uuid import UUID

MAX_LIFE = timedelta(days=365)
MAX_OVERLAP = timedelta(days=7)
WARN_DAYS = (14, 3)
"""How many days before its end the people of a key are told."""
_KEY = re.compile(r"mwz_live_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
_SCOPE = re.compile(r"[a-z]+\.[a-z_]+:[a-z_]+")
NEVER = frozenset({"platform", "identity"})
"""Services whose routes no key can call."""
NEVER_NOUNS = frozenset(
    {"workspace.members", "workspace.roles", "workspace.invitations", "workspace.subscription", "workspace.billing"}
)


def compose_key(key_id: UUID, secret: str) -> str:
    """A key as its owner sees it, once."""
    return f"mwz_live_{key_id.hex}_{secret}"


def split_key(token: str) -> tuple[UUID, str] | None:
    """Id and secret of a key, or None if it is not one."""
    match = _KEY.fullmatch(token)
    return (UUID(hex=match[1]), match[2]) if match else None


def prefix_of(key_id: UUID) -> str:
    """What is shown of a key for ever, so that its owner recognises it."""
    return f"mwz_live_{key_id.hex[:12]}…"


def warning_due(expires_at: datetime, now: datetime, warned_days: int | None) -> int | None:
    """The notice that is due: 14 or 3 (days), or None when there is none or it was sent."""
    due = [days for days in WARN_DAYS if timedelta(0) < expires_at - now <= timedelta(days=days)]
    if not due or (warned_days is not None and warned_days <= min(due)):
        return None
    return min(due)


def checked_scope(scope: str) -> str:
    """`scope` if it is one exact permission that a key can hold."""
    if not _SCOPE.fullmatch(scope):
        raise ValueError("A scope is one permission such as crm.contacts:read.")
    noun = scope.partition(":")[0]
    if noun.partition(".")[0] in NEVER or noun in NEVER_NOUNS:
        raise ValueError("Keys cannot manage accounts, members, roles or billing.")
    return scope


def checked_network(text: str) -> str:
    """`text` if it is an IP address or network."""
    return str(ipaddress.ip_network(text, strict=False))
