"""How a fact counts for a definition: pure functions, the same for live counting, rebuild and audit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

QUARTER = 900
"""Seconds of a bucket. Every IANA zone of today is a whole number of quarter hours from UTC."""
ANY_TYPE = "*"
MISSING = "(none)"
MAX_DIMENSION = 120
BASIS_POINTS = 10_000
ADDITIVE = frozenset({"count", "sum"})


class Countable(Protocol):
    """What a rule needs of a fact."""

    workspace_id: UUID
    id: UUID
    type: str
    actor: str | None
    subject: str
    occurred_at: datetime
    value: int | None
    currency: str | None
    dimensions: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Definition:
    """One revision of a metric, without its history."""

    metric: str
    number: int
    scope: str
    aggregation: str
    event_types: tuple[str, ...] = ()
    value_path: str | None = None
    currency_path: str | None = None
    dimension_path: str | None = None
    filter: Mapping[str, Sequence[Any]] | None = None
    numerator: str | None = None
    denominator: str | None = None

    @property
    def paths(self) -> set[str]:
        """The dimensions it reads, which facts must therefore keep."""
        return {p for p in (self.value_path, self.currency_path, self.dimension_path, *(self.filter or ())) if p}

    def wants(self, type_: str) -> bool:
        """Whether facts of this type count."""
        return type_ in self.event_types or ANY_TYPE in self.event_types


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """The key of a bucket."""

    workspace_id: UUID
    metric: str
    revision: int
    start: int
    dimension: str
    currency: str


@dataclass(frozen=True, slots=True)
class Last:
    """A value that a later one replaces; equal times are decided by the event's id."""

    at: datetime
    id: UUID
    value: int


@dataclass(slots=True)
class Tally:
    """What some facts add up to, cell by cell."""

    sums: dict[Cell, int]
    lasts: dict[Cell, Last]

    @classmethod
    def of(cls, facts: Iterable[Countable], definitions: Sequence[Definition]) -> "Tally":
        """Count `facts` for every definition that wants them."""
        tally = cls({}, {})
        for fact in facts:
            for definition in definitions:
                if definition.wants(fact.type) and matches(definition.filter or {}, fact):
                    tally._add(definition, fact)
        return tally

    def _add(self, definition: Definition, fact: Countable) -> None:
        amount = amount_of(definition, fact)
        if amount is None:
            return
        cell = Cell(
            fact.workspace_id,
            definition.metric,
            definition.number,
            quarter_of(fact.occurred_at),
            dimension_of(definition, fact),
            str(read(fact, definition.currency_path) or "")[:3],
        )
        if definition.aggregation != "last":
            self.sums[cell] = self.sums.get(cell, 0) + amount
            return
        last, known = Last(fact.occurred_at, fact.id, amount), self.lasts.get(cell)
        if known is None or (known.at, known.id) < (last.at, last.id):
            self.lasts[cell] = last


def quarter_of(moment: datetime) -> int:
    """Unix time at which the quarter hour of `moment` began."""
    return int(moment.timestamp()) // QUARTER * QUARTER


def amount_of(definition: Definition, fact: Countable) -> int | None:
    """What `fact` adds (or, for `last`, says); None when it does not count at all."""
    value = read(fact, definition.value_path)
    if definition.aggregation == "count":
        return 1
    if definition.aggregation == "unique":
        return None if value is None else 1
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def dimension_of(definition: Definition, fact: Countable) -> str:
    """The dimension a fact is counted under: empty without one, `(none)` where the fact has no value."""
    if definition.aggregation == "unique":
        return text_of(read(fact, definition.value_path))
    return "" if definition.dimension_path is None else text_of(read(fact, definition.dimension_path))


def matches(conditions: Mapping[str, Sequence[Any]], fact: Countable) -> bool:
    """Whether each named dimension has one of the accepted values."""
    return all(read(fact, path) in accepted for path, accepted in conditions.items())


def read(fact: Countable, path: str | None) -> Any:
    """The value at a path: a column of the fact (`type`, `actor`, `subject`, `value`, `currency`) or a dimension."""
    if path is None:
        return None
    if path in {"type", "actor", "subject", "value", "currency"}:
        return getattr(fact, path)
    return fact.dimensions.get(path)


def text_of(value: Any) -> str:
    """A dimension's value as text; `(none)` for a missing or empty one."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:MAX_DIMENSION]


def ratio(numerator: int | None, denominator: int | None, unit: str) -> int | None:
    """A ratio of two sums, rounded half away from zero; null when the denominator is nothing.

    In basis points for that unit, otherwise units of the numerator for one of the denominator.

    >>> ratio(1, 3, "basis_points"), ratio(2, 3, "basis_points"), ratio(1, 0, "basis_points")
    (3333, 6667, None)
    """
    if not denominator or numerator is None:
        return None
    scaled = numerator * (BASIS_POINTS if unit == "basis_points" else 1)
    sign = 1 if (scaled >= 0) == (denominator > 0) else -1
    return sign * ((2 * abs(scaled) + abs(denominator)) // (2 * abs(denominator)))
