"""Segments that ask for other segments: the order in which they are judged, and how deep they may go. Pure."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

MAX_DEPTH = 6
"""Segments in a chain, the outermost included."""
Edges = Mapping[UUID, Collection[UUID]]
"""Which segments each one asks for."""


def edges_of(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, set[UUID]]:
    """Pairs of (asking, asked for) by the one that asks."""
    edges: dict[UUID, set[UUID]] = {}
    for segment_id, uses_id in pairs:
        edges.setdefault(segment_id, set()).add(uses_id)
    return edges


def inverted(edges: Edges) -> dict[UUID, set[UUID]]:
    """Which segments ask for each one."""
    return edges_of((uses_id, segment_id) for segment_id, used in edges.items() for uses_id in used)


def reached(start: Collection[UUID], edges: Edges) -> set[UUID]:
    """`start` and everything that its edges lead to."""
    found, waiting = set[UUID](), list(start)
    while waiting:
        segment_id = waiting.pop()
        if segment_id not in found:
            found.add(segment_id)
            waiting.extend(edges.get(segment_id, ()))
    return found


def levels(segment_ids: Collection[UUID], edges: Edges) -> list[list[UUID]]:
    """`segment_ids` in the order of judging: whoever asks for another one is on a later level.

    ValueError when they ask in a circle.
    """
    left, ordered = set(segment_ids), list[list[UUID]]()
    while left:
        level = sorted(one for one in left if not left & set(edges.get(one, ())))
        if not level:
            raise ValueError("segments ask for each other in a circle")
        ordered.append(level)
        left -= set(level)
    return ordered
