"""What a record has several of, in filters.

What lies in other tables is asked for by a correlated EXISTS, which is quick for one record and for all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from typing_extensions import override

from mewayz_crm.filters import rules
from mewayz_crm.filters.kinds import ORDER, TEXT, TIME, Asked, Condition, Kind, text_matches
from mewayz_kit.portable import json_has


@dataclass(frozen=True, slots=True)
class Texts(Kind):
    """Several texts in rows of their own: `key` leads to the record's `owner`; one that fits is enough."""

    owner: Any
    key: Any
    columns: Sequence[Any]
    operators = TEXT

    @override
    def empty(self) -> Condition:
        return sa.not_(having(self.owner, self.key))

    @override
    def holds(self, op: str, value: Any, asked: Asked) -> Condition:
        return having(self.owner, self.key, sa.or_(*(text_matches(column, op, value) for column in self.columns)))


@dataclass(frozen=True, slots=True)
class Labels(Kind):
    """Several things that a record carries; `carries` is true with one of the given values, or with any at all."""

    read: Callable[[Any], Any]
    carries: Callable[[Sequence[Any] | None], Condition]
    word = "ids"
    operators = frozenset({"has_any", "has_all"})

    @override
    def empty(self) -> Condition:
        return sa.not_(self.carries(None))

    @override
    def holds(self, op: str, value: Any, asked: Asked) -> Condition:
        values = rules.read_list(self.read, value)
        return self.carries(values) if op == "has_any" else sa.and_(*(self.carries([one]) for one in values))


@dataclass(frozen=True, slots=True)
class Options(Kind):
    """A list of options under `key` of the document `column`; `text` is that list as text."""

    column: Any
    key: str
    text: Any
    options: tuple[str, ...]
    word = "choices"
    operators = frozenset({"has_any", "has_all"})

    @override
    def empty(self) -> Condition:
        return sa.or_(self.text.is_(None), self.text == "[]")

    @override
    def holds(self, op: str, value: Any, asked: Asked) -> Condition:
        texts = rules.read_list(rules.read_text, value)
        known = {option.casefold() for option in self.options}
        if asked.strict and any(text.casefold() not in known for text in texts):
            raise ValueError(f"takes some of: {', '.join(self.options)}")
        joined = sa.or_ if op == "has_any" else sa.and_
        listed = joined(*(json_has(asked.dialect, self.column, self.key, text) for text in texts))
        return sa.and_(self.text.is_not(None), listed)


@dataclass(frozen=True, slots=True)
class Nothing(Kind):
    """A field that is not there any more: it is empty in every record."""

    operators = TEXT | ORDER | TIME | {"has_any", "has_all"}

    @override
    def empty(self) -> Condition:
        return sa.true()

    @override
    def holds(self, op: str, value: Any, asked: Asked) -> Condition:
        return sa.false()


def having(owner: Any, key: Any, *conditions: Any) -> Condition:
    """There is a row whose `key` is `owner` and that satisfies all `conditions`."""
    return sa.select(key).where(key == owner, *conditions).correlate(owner.class_).exists()
