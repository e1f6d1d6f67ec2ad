"""Which fields filters can ask about: every feature declares its own in a file `fields.py`, found by convention.

::

    # tags/fields.py
    FIELDS = (Fields("contact", {"tags": Labels(...)}),)
"""

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

import sqlalchemy as sa
from pydantic import BaseModel

import mewayz_crm
from mewayz_crm.filters.kinds import Choice, Kind, Number, Reference, Text
from mewayz_crm.filters.times import Day, Moment
from mewayz_kit.portable import table_of
from mewayz_kit.types import UtcDateTime, Uuid16


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields of one kind of record, by the names that filters use."""

    entity: str
    kinds: Mapping[str, Kind]


@cache
def declared(entity: str) -> Mapping[str, Kind]:
    """Every field of `entity` that some feature declares."""
    found: dict[str, Kind] = {}
    for fields in _every():
        if fields.entity == entity:
            found |= fields.kinds
    return found


def columns(model: Any, read: type[BaseModel], *names: str) -> dict[str, Kind]:
    """Columns that filters ask about as they are; `read` says which ones hold one of some words."""
    table = table_of(model)
    return {name: _kind(getattr(model, name), table.c[name].type, read.model_fields[name].annotation) for name in names}


def _kind(column: Any, type_: Any, annotation: Any) -> Kind:
    if options := tuple(_words(annotation)):
        return Choice(column, options)
    if isinstance(type_, Uuid16):
        return Reference(column)
    if isinstance(type_, UtcDateTime):
        return Moment(column)
    if isinstance(type_, sa.Date):
        return Day(column)
    return Number(column) if isinstance(type_, sa.Integer) else Text(column)


def _words(annotation: Any) -> Iterator[str]:
    """The words of a Literal, also where it is optional."""
    for part in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield part
        else:
            yield from _words(part)


def _every() -> Iterator[Fields]:
    for module in pkgutil.walk_packages(mewayz_crm.__path__, f"{mewayz_crm.__name__}."):
        if module.name.endswith(".fields"):
            yield from import_module(module.name).FIELDS
