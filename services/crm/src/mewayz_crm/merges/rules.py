"""Whose value a field has after a merge. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

CUSTOM = "custom."
EMPTY: tuple[Any, ...] = (None, "", [], {})


def in_order(survivor: UUID, ids: Sequence[UUID], priority: UUID | None) -> list[UUID]:
    """Every record that takes part, the one whose values win first."""
    every = [survivor, *ids]
    return every if priority is None else [priority, *(one for one in every if one != priority)]


def chosen(
    name: str, order: Sequence[UUID], values: Mapping[UUID, Mapping[str, Any]], choices: Mapping[str, UUID]
) -> Any:
    """The value of one field: that of the record that was chosen, even if it is empty, else the first that is none.

    A field that holds a document (`details`) is put together key by key.
    """
    if name in choices:
        return values[choices[name]].get(name)
    found = [values[one].get(name) for one in order]
    if any(isinstance(value, dict) for value in found):
        return {key: value for one in reversed(found) for key, value in (one or {}).items()}
    return next((value for value in found if value not in EMPTY), None)
