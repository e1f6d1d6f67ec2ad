"""Platform roles and what they may do."""

from typing import Literal

Role = Literal["super_admin", "admin", "support"]
PATTERNS: dict[str, tuple[str, ...]] = {
    "super_admin": ("platform.*:*",),
    "admin": (
        "platform.*:*",
        "!platform.staff_members:write",
        "!platform.staff_members:delete",
        "!platform.settings:write",
        "!platform.signing_keys:emergency",
    ),
    "support": (
        "platform.*:read",
        "platform.users:verify",
        "platform.users:reset_mfa",
        "platform.users:revoke_sessions",
        "platform.impersonations:write",
        "platform.tickets:*",
    ),
}
"""Patterns as in `mewayz_kit.permissions`; no tenant role can contain a platform permission."""
