"""Who sees an announcement, and when: pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Membership(NamedTuple):
    """One seat of the reader."""

    workspace_id: UUID
    role: str
    plan: str


def reaches(audience: Mapping[str, Collection[str]], memberships: Iterable[Membership]) -> bool:
    """Whether the reader is meant: everybody is, unless the audience narrows it; then one seat has to fit."""
    wanted = {name: set(audience.get(name) or ()) for name in ("workspaces", "roles", "plans")}
    if not any(wanted.values()):
        return True
    return any(
        all(not wanted[name] or value in wanted[name] for name, value in _values(seat).items()) for seat in memberships
    )


def is_shown(now: datetime, starts_at: datetime, ends_at: datetime | None) -> bool:
    """Whether `now` lies in the window; it begins with `starts_at` and is over at `ends_at`."""
    return starts_at <= now and (ends_at is None or now < ends_at)


def _values(seat: Membership) -> dict[str, str]:
    return {"workspaces": str(seat.workspace_id), "roles": seat.role, "plans": seat.plan}
