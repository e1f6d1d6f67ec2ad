"""Which deeds can count, what narrows them, and what a score is. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mewayz_crm.formats import key_of

LOWEST, HIGHEST = 0, 100
TAGGED, CHANGED = "crm.contact.tagged", "crm.contact.changed"
BY_ID = {
    "crm.subscription.confirmed": "a list",
    "crm.segment.entered": "a segment",
    "crm.lead_form.submitted": "a lead form",
}
"""Deeds that an id narrows, and of what."""
NEVER = frozenset({"id", "version", "created_at", "updated_at", "score", "lifetime_value", "name"})
"""What a contact shows and nobody changes, or what scores change themselves."""


def clamped(points: int) -> int:
    """A score from the sum of its entries."""
    return max(LOWEST, min(HIGHEST, points))


def check_about(trigger: str, about: str | None, fields: Iterable[str]) -> None:
    """ValueError where `about` does not narrow this kind of deed; `fields` are those of a contact."""
    if trigger == CHANGED:
        known = about is not None and (about in set(fields) - NEVER or about.startswith("custom."))
        if not known:
            raise ValueError("names a field of contacts, or custom.{key}")
    elif about is None or trigger == TAGGED:
        return
    elif trigger in BY_ID:
        try:
            UUID(about)
        except ValueError as error:
            raise ValueError(f"takes the id of {BY_ID[trigger]}") from error
    else:
        raise ValueError("does not narrow this trigger")


def fits(about: str | None, abouts: Iterable[str]) -> bool:
    """Whether a deed about these things is one that a rule means."""
    return about is None or key_of(about) in {key_of(text) for text in abouts}


def changed_fields(changes: Mapping[str, Any]) -> set[str]:
    """The fields of a contact that have changed, custom ones by themselves."""
    found = set(changes) - NEVER - {"custom"}
    custom = changes.get("custom")
    if custom is not None:
        before, after = custom["before"] or {}, custom["after"] or {}
        keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        found |= {f"custom.{key}" for key in keys}
    return found


def added_tags(changes: Mapping[str, Any]) -> set[str]:
    """The tags that a contact did not carry before."""
    tags = changes.get("tags")
    return set() if tags is None else set(tags["after"] or ()) - set(tags["before"] or ())


def expiry(at: datetime, days: int | None, zone: str) -> datetime | None:
    """When points of `at` end: after so many days by the wall clock of `zone`; a wall time that does not exist moves
    forward by the gap, of one that exists twice the first is meant (crm.md §8)."""
    if days is None:
        return None
    return (at.astimezone(ZoneInfo(zone)) + timedelta(days=days)).astimezone(UTC)
