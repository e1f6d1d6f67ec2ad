"""Platform roles and what they may do."""

SUPER_ADMIN = "super_admin"
PATTERNS: dict[str, tuple[str, ...]] = {
    "super_admin": ("platform.*:*",),
    "admin": (
        "platform.*:*",
        "!platform.staff_members:write",
        "!platform.staff_members:delete",
        "!platform.staff_roles:write",
        "!platform.staff_roles:delete",
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
