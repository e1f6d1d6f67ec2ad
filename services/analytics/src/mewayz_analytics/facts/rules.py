"""What of an event is kept: pure functions from an envelope's data to the columns of a fact.

Facts outlive the records they tell of, so they hold no names, addresses or texts: numbers, flags and ids of any
field, and text only of fields whose name says that it is a class of things (a status, a source, a currency).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

Scalar = str | int | bool
MAX_DIMENSIONS = 20
MAX_TEXT = 120
MONEY_FIELDS = ("amount", "total", "value", "price")
HOUSEKEEPING = frozenset({"id", "version", "created_at", "updated_at", "deleted_at"})
CLASSES = frozenset(
    {
        "category", "channel", "country", "currency", "device", "direction", "format", "industry",
        "kind", "language", "lifecycle_stage", "locale", "method", "mime", "outcome", "period", "plan",
        "priority", "provider", "purpose", "role", "scope", "source", "stage", "state", "status",
        "timezone", "type",
    }
)  # fmt: skip
CLASS_ENDINGS = ("_currency", "_kind", "_method", "_plan", "_role", "_source", "_stage", "_state",
                 "_status", "_type")  # fmt: skip
CURRENCY = re.compile(r"[A-Z]{3}")


def dimensions(data: Mapping[str, Any], named: Collection[str] = ()) -> dict[str, Scalar]:
    """At most 20 dimensions: the paths the catalogue names first, then the others by name.

    >>> dimensions({"id": "1", "name": "Ada", "status": "open", "amount": {"amount": 5, "currency": "EUR"}})
    {'amount.amount': 5, 'amount.currency': 'EUR', 'status': 'open'}
    """
    leaves = {path: value for path, value in _leaves(data) if path not in HOUSEKEEPING}
    kept = {path: _clean(value) for path, value in leaves.items() if path in named or _harmless(path, value)}
    chosen = sorted(kept, key=lambda path: (path not in named, path))[:MAX_DIMENSIONS]
    return {path: kept[path] for path in sorted(chosen)}


def money(data: Mapping[str, Any]) -> tuple[int | None, str | None]:
    """What the event is worth, in minor units, and its currency; (None, None) when it is worth nothing.

    >>> money({"total": {"amount": 1999, "currency": "EUR"}})
    (1999, 'EUR')
    """
    for name in MONEY_FIELDS:
        found = data.get(name)
        amount, currency = (
            (found.get("amount"), found.get("currency"))
            if isinstance(found, Mapping)
            else (found, data.get("currency"))
        )
        if is_whole(amount) and isinstance(currency, str) and CURRENCY.fullmatch(currency):
            return amount, currency
    return None, None


def is_whole(value: object) -> bool:
    """Whether `value` is an integer that a BIGINT holds (a flag is none)."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _leaves(data: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Scalar]]:
    for name, value in data.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and depth < 2:
            yield from _leaves(value, f"{path}.", depth + 1)
        elif (isinstance(value, bool | str) or is_whole(value)) and len(path) <= MAX_TEXT:
            yield path, value


def _harmless(path: str, value: Scalar) -> bool:
    if not isinstance(value, str):
        return True
    name = path.rpartition(".")[2]
    return name in CLASSES or name.endswith(CLASS_ENDINGS) or _is_id(value)


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _clean(value: Scalar) -> Scalar:
    # Trailing spaces do not distinguish text in MySQL's collations, so they must not anywhere.
    return value[:MAX_TEXT].strip() if isinstance(value, str) else value
