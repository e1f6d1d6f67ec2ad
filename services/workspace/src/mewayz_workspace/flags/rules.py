"""When a flag is on for a workspace: pure (workspace.md, invariant 18)."""

from collections.abc import Collection
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

BUCKETS = 10_000
MAINTENANCE = "maintenance"


class Rollout(NamedTuple):
    """A flag as far as this decision goes; `rollout_bp` is in basis points of all workspaces."""

    key: str
    on: bool
    rollout_bp: int
    salt: str
    allowed: Collection[UUID] = ()
    blocked: Collection[UUID] = ()
    plans: Collection[str] = ()

    @classmethod
    def of(cls, row: Any) -> "Rollout":
        """The rollout of a stored flag."""
        rules = row.rules
        return cls(
            row.key,
            row.on,
            row.rollout_bp,
            row.salt,
            allowed={UUID(text) for text in rules.get("workspaces", ())},
            blocked={UUID(text) for text in rules.get("blocked", ())},
            plans=frozenset(rules.get("plans", ())),
        )


def bucket(key: str, salt: str, workspace_id: UUID) -> int:
    """The place of a workspace between 0 and 9,999; it depends on nothing that staff changes during a rollout."""
    digest = sha256(f"{key}:{salt}:{workspace_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % BUCKETS


def is_on(flag: Rollout, workspace_id: UUID, plan: str) -> bool:
    """Off is off for everybody; then the block list, the allow-list, the plans and the percentage decide."""
    if not flag.on or workspace_id in flag.blocked:
        return False
    if workspace_id in flag.allowed or plan in flag.plans:
        return True
    return bucket(flag.key, flag.salt, workspace_id) < flag.rollout_bp
