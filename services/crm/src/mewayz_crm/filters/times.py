"""Times and days in filters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from typing_extensions import override

from mewayz_crm.filters import rules
from mewayz_crm.filters.kinds import ORDER, TIME, Asked, Condition, Scalar, Word, compared, in_order
from mewayz_crm.filters.rules import Days


@dataclass(frozen=True, slots=True)
class Moment(Scalar):
    """A time; `store` gives it the form it is kept in. A day stands for all of its moments."""

    store: Callable[[Any], Any] = lambda value: value
    word: ClassVar[Word] = "time"
    operators = frozenset({"eq", "in"}) | ORDER | TIME

    @override
    def compares(self, op: str, value: Any, asked: Asked) -> Condition:
        days = asked.days
        if op in TIME:
            return self._spans(op, value, days)
        if op == "in":
            spans = [self.span(one, days) for one in rules.read_list(self.read, value)]
            return sa.or_(*(self.column.between(*span) for span in spans))
        if op == "between":
            first, last = (self.span(one, days) for one in rules.read_pair(self.read, value))
            return self.column.between(*in_order(first[0], last[1]))  # type: ignore[no-any-return]
        first, last = self.span(self.read(value), days)
        if op == "eq":
            return self.column.between(first, last)  # type: ignore[no-any-return]
        return compared(self.column, op, last if op in {"gt", "lte"} else first)

    def read(self, value: Any) -> date | datetime:
        """The day or moment that a value names."""
        return rules.read_moment(value)

    def span(self, value: date | datetime, days: Days) -> tuple[Any, Any]:
        """The first and last moment of it, as they are kept."""
        if isinstance(value, datetime):
            return self.store(value), self.store(value)
        return self.store(days.begins(value)), self.store(days.ends(value))

    def _spans(self, op: str, value: Any, days: Days) -> Condition:
        spans = _spans_of(op, value, days)
        return sa.or_(
            *(self.column.between(self.span(first, days)[0], self.span(last, days)[1]) for first, last in spans)
        )


def _spans_of(op: str, value: Any, days: Days) -> list[rules.Span]:
    if op == "anniversary":
        return rules.anniversaries(days, value)
    if op == "on_day":
        return [(rules.read_day_word(days, value),) * 2]
    return [rules.last_days(days, value) if op == "within_last" else rules.next_days(days, value)]


@dataclass(frozen=True, slots=True)
class Day(Moment):
    """A day without a time."""

    word = "day"

    @override
    def read(self, value: Any) -> date:
        return rules.read_day(value)

    @override
    def span(self, value: date | datetime, days: Days) -> tuple[Any, Any]:
        return self.store(value), self.store(value)

    @property
    @override
    def grouped(self) -> Any:
        return self.column
