"""The kinds of fields: which operators fit them, and what these mean in SQL.

A kind writes the positive operators, so that each is true or false and never NULL; `condition` negates. Times are in
`times`, what a record has several of in `many`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import ValidationError
from typing_extensions import override

from mewayz_crm.filters import rules
from mewayz_crm.filters.rules import NEGATIONS, Days
from mewayz_kit.money import Money
from mewayz_kit.portable import like_pattern

Condition = sa.ColumnElement[bool]
Word = Literal["text", "choice", "choices", "id", "ids", "names", "number", "money", "flag", "time", "day"]
TEXT = frozenset({"eq", "in", "contains", "starts_with", "ends_with"})
ORDER = frozenset({"gt", "gte", "lt", "lte", "between"})
TIME = frozenset({"within_last", "within_next", "on_day", "anniversary"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition needs besides its value. `strict` refuses what no record could ever hold."""

    days: Days
    dialect: str
    strict: bool = True


class UnfitOperator(ValueError):
    """The field cannot be asked this."""


class Kind:
    """What a filter can ask about one field."""

    word: ClassVar[Word] = "text"
    """What its values are, for who writes filters."""
    operators: ClassVar[frozenset[str]] = frozenset()
    """The positive ones; `is_empty` is understood."""

    def empty(self) -> Condition:
        """The record has nothing there."""
        raise NotImplementedError

    def holds(self, op: str, value: Any, asked: Asked) -> Condition:
        """A positive operator; ValueError for a value that does not fit."""
        raise NotImplementedError

    @property
    def grouped(self) -> Any:
        """What rows are counted by; None where that makes no groups."""
        return None

    @property
    def summed(self) -> tuple[Any, Any]:
        """What is added up, and the currency it is in; None where there is none."""
        return None, None


def condition(kind: Kind, op: str, value: Any, asked: Asked) -> Condition:
    """One condition; ValueError for an operator or a value that does not fit."""
    positive = NEGATIONS.get(op, op)
    if positive != "is_empty" and positive not in kind.operators:
        raise UnfitOperator(f"does not take {op}")
    if positive == "is_empty" and value is not None:
        raise ValueError(f"{op} takes no value")
    found = kind.empty() if positive == "is_empty" else kind.holds(positive, value, asked)
    return sa.not_(found) if op in NEGATIONS else found


def text_matches(column: Any, op: str, value: Any) -> Condition:
    """A comparison of text without case."""
    lower = sa.func.lower
    if op == "in":
        return lower(column).in_([lower(text) for text in rules.read_list(rules.read_text, value)])
    text = rules.read_text(value)
    if op == "eq":
        return lower(column) == lower(text)
    anywhere = like_pattern(text)
    pattern = {"starts_with": anywhere[1:], "ends_with": anywhere[:-1]}.get(op, anywhere)
    return lower(column).like(lower(pattern), escape="!")


def compared(column: Any, op: str, value: Any) -> Condition:
    """A comparison with a value that is there."""
    found: Condition = {
        "eq": column == value,
        "gt": column > value,
        "gte": column >= value,
        "lt": column < value,
        "lte": column <= value,
    }[op]
    return found


@dataclass(frozen=True, slots=True)
class Scalar(Kind):
    """One value, in a column or an expression."""

    column: Any

    @override
    def empty(self) -> Condition:
        return self.column.is_(None)  # type: ignore[no-any-return]

    @override
    def holds(self, op: str, value: Any, asked: Asked) -> Condition:
        return sa.and_(self.column.is_not(None), self.compares(op, value, asked))

    def compares(self, op: str, value: Any, asked: Asked) -> Condition:
        """The comparison with a value that is there."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(Scalar):
    """Words. What holds no character is empty."""

    operators = TEXT

    @override
    def empty(self) -> Condition:
        return sa.or_(self.column.is_(None), self.column == "")

    @override
    def compares(self, op: str, value: Any, asked: Asked) -> Condition:
        return text_matches(self.column, op, value)

    @property
    @override
    def grouped(self) -> Any:
        return self.column


@dataclass(frozen=True, slots=True)
class Choice(Scalar):
    """One of some words."""

    options: tuple[str, ...] = ()
    word = "choice"
    operators = frozenset({"eq", "in"})

    @override
    def compares(self, op: str, value: Any, asked: Asked) -> Condition:
        values = rules.read_list(rules.read_text, value) if op == "in" else [rules.read_text(value)]
        return self.column.in_([option for text in values for option in self._named(text, asked)])  # type: ignore[no-any-return]

    def _named(self, text: str, asked: Asked) -> list[str]:
        """The options of this name; records may still hold one that is none any more."""
        found = [option for option in self.options if option.casefold() == text.casefold()]
        if not found and asked.strict:
            raise ValueError(f"takes one of: {', '.join(self.options)}")
        return found or [text]

    @property
    @override
    def grouped(self) -> Any:
        return self.column


@dataclass(frozen=True, slots=True)
class Reference(Scalar):
    """The id of another record or of a user; `store` gives it the form it is kept in."""

    store: Callable[[UUID], Any] = lambda value: value
    word = "id"
    operators = frozenset({"eq", "in"})

    @override
    def compares(self, op: str, value: Any, asked: Asked) -> Condition:
        wanted = rules.read_list(rules.read_id, value) if op == "in" else [rules.read_id(value)]
        return self.column.in_([self.store(one) for one in wanted])  # type: ignore[no-any-return]

    @property
    @override
    def grouped(self) -> Any:
        return self.column


@dataclass(frozen=True, slots=True)
class Number(Scalar):
    """A number."""

    word = "number"
    operators = frozenset({"eq", "in"}) | ORDER

    @override
    def compares(self, op: str, value: Any, asked: Asked) -> Condition:
        if op == "in":
            return self.column.in_(rules.read_list(rules.read_number, value))  # type: ignore[no-any-return]
        if op == "between":
            first, last = rules.read_pair(rules.read_number, value)
            return self.column.between(*in_order(first, last))  # type: ignore[no-any-return]
        return compared(self.column, op, rules.read_number(value))

    @property
    @override
    def summed(self) -> tuple[Any, Any]:
        return self.column, None


@dataclass(frozen=True, slots=True)
class Flag(Scalar):
    """Yes or no, kept in a document: databases give it back as a word or as a number."""

    word = "flag"
    operators = frozenset({"eq"})

    @override
    def compares(self, op: str, value: Any, asked: Asked) -> Condition:
        yes: Condition = self.column.in_(["true", "1"])
        return yes if rules.read_flag(value) else sa.not_(yes)

    @property
    @override
    def grouped(self) -> Any:
        return self.column


@dataclass(frozen=True, slots=True)
class Amount(Kind):
    """Money; amounts of another currency than the one asked for are never equal, more or less."""

    amount: Any
    currency: Any
    word = "money"
    operators = frozenset({"eq", "in"}) | ORDER

    @override
    def empty(self) -> Condition:
        return self.amount.is_(None)  # type: ignore[no-any-return]

    @override
    def holds(self, op: str, value: Any, asked: Asked) -> Condition:
        if op == "in":
            return sa.or_(*(self.holds("eq", one, asked) for one in rules.read_list(lambda one: one, value)))
        if op == "between":
            first, last = rules.read_pair(_money, value)
            if first.currency != last.currency:
                raise ValueError("takes two amounts of one currency")
            return self._in(first.currency, self.amount.between(*in_order(first.amount, last.amount)))
        money = _money(value)
        return self._in(money.currency, compared(self.amount, op, money.amount))

    def _in(self, currency: str, compared: Condition) -> Condition:
        return sa.and_(self.amount.is_not(None), self.currency.is_not(None), self.currency == currency, compared)

    @property
    @override
    def summed(self) -> tuple[Any, Any]:
        return self.amount, self.currency


def _money(value: Any) -> Money:
    try:
        return Money.model_validate(value)
    except ValidationError as error:
        raise ValueError("takes {amount, currency} in minor units") from error


def in_order(first: Any, last: Any) -> tuple[Any, Any]:
    """Both, or ValueError."""
    if first > last:
        raise ValueError("takes the lesser value first")
    return first, last
