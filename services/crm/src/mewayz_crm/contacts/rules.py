"""What is derived from a contact's own fields. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

SEARCH_LENGTH = 2000
ASSIGNMENT = "crm.contact_assigned"
"""The notice to somebody who is to look after a contact."""
ASSIGNED = {"en": "{name} is your contact now", "de": "{name} ist jetzt dein Kontakt"}
"""Its title, by language."""


def full_name(first_name: str | None, last_name: str | None) -> str:
    """Both names as one, or nothing."""
    return " ".join(part for part in (first_name, last_name) if part)


def shown_name(name: str, addresses: Sequence[str], numbers: Sequence[str]) -> str:
    """What stands for a person: the name, else the first address, else the first number."""
    return next(iter([*filter(None, [name]), *addresses, *numbers]), "")[:254]


def search_text(texts: Iterable[str | None]) -> str:
    """One text whose words a search looks for, a line for each part."""
    return "\n".join(text for text in texts if text)[:SEARCH_LENGTH]


def main_position(emails: Sequence[Any]) -> int:
    """The index of the primary address: the one that says so, else the first."""
    return next((number for number, email in enumerate(emails) if email.primary), 0)
