"""Which columns refer to a record of each kind, read from the tables themselves.

A merge moves all of them, so a feature that refers to contacts, companies, leads or deals needs no line here. A column
refers to a kind when it

- has a foreign key to its table (`deal_contacts.contact_id`, `companies.parent_id`),
- is named after it (`leads.converted_contact_id`), or
- stands beside the column that names the kind (`subject_id` and `subject_type`, `record_id` and `entity`).

A feature that looks after a column itself says so with `stays("why")` in its model. A column whose other record shows
it in its answer says so with `shown_by("deal_id")`: the version of that record is raised.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from mewayz_crm.base import SHOWN_BY, STAYS, SUBJECTS, Base, model_of

BESIDE = {"subject_id": "subject_type", "record_id": "entity"}
"""Columns that may refer to several kinds, with the one that says which."""


@dataclass(frozen=True)
class Reference:
    """One column of one table that may hold the id of a record."""

    model: type[Any]
    column: str
    kind_column: str | None
    shown_by: str | None
    keys: tuple[tuple[str, ...], ...]
    """The other columns of each unique key that the column is part of."""

    @property
    def table(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)


@cache
def references(kind: str) -> tuple[Reference, ...]:
    """Every column that a merge of two records of `kind` moves."""
    found = [(table, column) for table, column in _columns(kind) if STAYS not in column.info]
    return tuple(_reference(table, column) for table, column in found)


def relation_names(kind: str) -> dict[Reference, str]:
    """What each relation is called: its table, with the column where a table refers to the kind twice."""
    every = references(kind)
    tables = [one.table for one in every]
    return {one: one.table if tables.count(one.table) == 1 else f"{one.table}.{one.column}" for one in every}


def _columns(kind: str) -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        if "model" not in table.info:
            continue
        for column in table.columns:
            if refers(table, column, kind):
                yield table, column


def refers(table: sa.Table, column: sa.Column[Any], kind: str) -> bool:
    """Whether a column may hold the id of a record of `kind`."""
    if column.foreign_keys:
        return any(key.column.table.name == SUBJECTS[kind] for key in column.foreign_keys)
    named = column.name == f"{kind}_id" or column.name.endswith(f"_{kind}_id")
    return named or BESIDE.get(column.name, "") in table.columns


def _reference(table: sa.Table, column: sa.Column[Any]) -> Reference:
    beside = BESIDE.get(column.name)
    return Reference(
        model=model_of(table.name),
        column=column.name,
        kind_column=beside if beside and beside in table.columns else None,
        shown_by=column.info.get(SHOWN_BY),
        keys=tuple(_keys(table, column)),
    )


def _keys(table: sa.Table, column: sa.Column[Any]) -> Iterator[tuple[str, ...]]:
    unique = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    indexes = [index for index in table.indexes if index.unique]
    for key in (*unique, *indexes):
        names = [part.name for part in key.columns]
        if column.name in names:
            yield tuple(name for name in names if name not in {column.name, "workspace_id"})
