"""How the answers of a form are read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mewayz_crm.formats import read_address

PLAIN = {
    "first_name": 100,
    "last_name": 100,
    "title": 120,
    "city": 120,
    "country": 120,
    "website": 450,
    "tz": 64,
    "locale": 16,
}
"""Fields of a contact that an answer can fill, with their length."""
LISTS_ONLY = frozenset(
    {"tags", "owner_id", "points", "task_subject", "create_deal", "pipeline_id", "stage_id", "magnet_id"}
)
"""What a form may not have while it may only fill lists."""
SPECIAL = frozenset({"email", "name", "phone"})
CUSTOM = "custom."


class Unreadable(ValueError):
    """The answer under `key` cannot be what it is mapped to."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


@dataclass(slots=True)
class Read:
    """What a form says of a person."""

    email: str
    phone: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)


def check_mapping(mapping: Mapping[str, str]) -> None:
    """ValueError where a mapping leads nowhere, or not to an address."""
    for target in mapping.values():
        if target not in SPECIAL | PLAIN.keys() and not target.startswith(CUSTOM):
            raise ValueError(f"leads to {target}, which is no field of contacts")
    if list(mapping.values()).count("email") != 1:
        raise ValueError("leads to email exactly once")


def beyond_lists(values: Mapping[str, Any]) -> bool:
    """Whether some fields of a form ask for more than that an address comes onto lists."""
    mapped = set((values.get("mapping") or {}).values())
    return bool(mapped - {"email"}) or any(values.get(name) for name in LISTS_ONLY)


def texts_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers as texts: several choices are one text, what is empty is no answer."""
    found = {}
    for key, value in answers.items():
        text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        if text.strip():
            found[key] = text.strip()
    return found


def read(mapping: Mapping[str, str], answers: Mapping[str, Any]) -> Read:
    """What the mapped answers say; `Unreadable` for an address that is none. Other answers are cut to their length."""
    texts = texts_of(answers)
    by_target = {target: texts[key] for key, target in mapping.items() if key in texts}
    key = next(key for key, target in mapping.items() if target == "email")
    try:
        found = Read(email=read_address(by_target.get("email", "")).shown)
    except ValueError as error:
        raise Unreadable(key, str(error)) from error
    if phone := by_target.get("phone"):
        found.phone = phone[:64]
    if name := by_target.get("name"):
        first, _, last = " ".join(name.split()).partition(" ")
        found.fields |= {"first_name": first[:100]} | ({"last_name": last[:100]} if last else {})
    for target, text in by_target.items():
        if target in PLAIN:
            found.fields[target] = text[: PLAIN[target]]
        elif target.startswith(CUSTOM):
            found.custom[target.removeprefix(CUSTOM)] = text
    return found
