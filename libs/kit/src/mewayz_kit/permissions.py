"""Permission patterns: what a role or a key may do.

A permission is `service.noun:verb` (`crm.deals:write`). A role holds *patterns*: exact permissions, wildcards
(`crm.*:read`, `*:read`, `*:*`) and denials (`!workspace.subscription:write`), which win over every grant.
Wildcards let a role of today cover the resources of tomorrow without a migration.
"""

from collections.abc import Collection
from functools import lru_cache


@lru_cache(maxsize=4096)
def covering(permission: str) -> tuple[str, ...]:
    """Every pattern that covers `permission`, most exact first."""
    area, _, verb = permission.partition(":")
    service = area.partition(".")[0]
    return (permission, f"{area}:*", f"{service}.*:{verb}", f"{service}.*:*", f"*:{verb}", "*:*")


def allows(patterns: Collection[str], permission: str) -> bool:
    """Whether `patterns` grant `permission`. Platform permissions are never covered by a bare `*`.

    >>> allows({"*:*", "!workspace.subscription:write"}, "crm.deals:write")
    True
    >>> allows({"*:*", "!workspace.subscription:write"}, "workspace.subscription:write")
    False
    """
    candidates = covering(permission)
    if any(f"!{pattern}" in patterns for pattern in candidates):
        return False
    if permission.startswith("platform."):
        candidates = candidates[:4]
    return any(pattern in patterns for pattern in candidates)
