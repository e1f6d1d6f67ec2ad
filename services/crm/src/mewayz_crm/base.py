"""The declarative base of the CRM's tables, and what several of them share."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel

from mewayz_kit.models import service_registry
from mewayz_kit.types import Json


class Base(SQLModel, registry=service_registry("crm")):
    """Base of the tables of crm."""


SUBJECTS = {"contact": "contacts", "company": "companies", "lead": "leads", "deal": "deals"}
"""Kinds of record that notes, activities and the timeline can be about, with their tables."""

RECORDS = {**SUBJECTS, "activity": "activities"}
"""Kinds of record that carry tags and custom fields and that views show, with their tables."""


class Describable(SQLModel):
    """Columns of a record that somebody owns and that carries custom fields."""

    owner_id: UUID | None = None
    custom: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)

    @staticmethod
    def seen_by(columns: Any, user: Any) -> sa.ColumnElement[bool]:
        """Whose it is, for members who see only their own records (`record_access`)."""
        owned: sa.ColumnElement[bool] = columns.owner_id == user
        return owned


def seen_with(record_id: Any, user: Any, *tables: str) -> sa.ColumnElement[bool]:
    """What belongs to a record is seen by whoever sees the record; `tables` are where it may be, absent: any."""
    found: list[sa.ColumnElement[bool]] = []
    for table in tables or SUBJECTS.values():
        record = aliased(model_of(table))
        owned = sa.select(record.id).where(record.id == record_id, record.owner_id == user)
        found.append(owned.correlate_except(record).exists())
    return sa.or_(*found)


STAYS, SHOWN_BY = "crm_stays", "crm_shown_by"
"""Keys of `Column.info` for merges (`mewayz_crm.merges.references`)."""


def stays(why: str) -> Any:
    """An id column that a merge leaves alone, for a reason."""
    return Field(sa_column_kwargs={"info": {STAYS: why}})


def list_index(table: str, *columns: str) -> sa.Index:
    """Serves a list that is filtered by `columns`, newest first."""
    return sa.Index(f"ix_{table}_{'_'.join(columns)}", "workspace_id", *columns, "created_at", "id")


def sort_index(table: str, column: str) -> sa.Index:
    """Serves a list that is sorted by `column`."""
    return sa.Index(f"ix_{table}_by_{column}", "workspace_id", column, "id")


def board_index(table: str, *columns: str) -> sa.Index:
    """Serves the total and the board of all live records: it holds whatever they read, so they read nothing else."""
    return sa.Index(f"ix_{table}_board", "workspace_id", "deleted_at", *columns)


def blank(row: Any, *, but: set[str]) -> None:
    """Empty every column of `row` that may be empty, but for some: what a later column holds goes too."""
    for column in sa.inspect(type(row)).local_table.columns:
        if column.nullable and column.name not in but:
            setattr(row, column.name, None)


def model_of(table: str) -> type[Any]:
    """The class that is mapped to `table`, for code that meets records of any kind."""
    mappers = Base._sa_registry.mappers
    return next(mapper.class_ for mapper in mappers if mapper.local_table.name == table)  # type: ignore[attr-defined]
