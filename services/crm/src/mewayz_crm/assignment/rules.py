"""Whose turn it is. Pure."""

from collections.abc import Sequence
from typing import TypeVar

Person = TypeVar("Person")


def in_turn(people: Sequence[Person], *, first: int, count: int) -> list[Person]:
    """Who gets the records number `first`, `first` + 1 …, counted from 0.

    >>> in_turn(["a", "b", "c"], first=2, count=4)
    ['c', 'a', 'b', 'c']
    """
    return [people[number % len(people)] for number in range(first, first + count)] if people else []
