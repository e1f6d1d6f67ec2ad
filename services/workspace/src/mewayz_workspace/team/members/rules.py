"""Who holds the seats of a plan: pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from mewayz_workspace.team.roles.rules import OWNER

UNLIMITED = -1


class Seat(NamedTuple):
    """One member, as far as seats go."""

    id: UUID
    role: str
    joined_at: datetime
    order: int = 0


class Standing(NamedTuple):
    """How a workspace depends on one person."""

    sole_owner: bool
    others: bool


def frozen(seats: Sequence[Seat], limit: int) -> set[UUID]:
    """The members beyond `limit`: who the owner has put first, then the longest there, keep their
    seats; owners are never frozen.
    """
    if limit == UNLIMITED:
        return set()
    ranked = sorted(seats, key=lambda seat: (seat.role != OWNER, seat.order, seat.joined_at, seat.id))
    return {seat.id for seat in ranked[limit:] if seat.role != OWNER}
