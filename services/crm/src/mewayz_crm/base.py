"""The declarative base of the CRM's tables, and what several of them share."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
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


def list_index(table: str, *columns: str) -> sa.Index:
    """Serves a list that is filtered by `columns`, newest first."""
    return sa.Index(f"ix_{table}_{'_'.join(columns)}", "workspace_id", *columns, "created_at", "id")


def sort_index(table: str, column: str) -> sa.Index:
    """Serves a list that is sorted by `column`."""
    return sa.Index(f"ix_{table}_by_{column}", "workspace_id", column, "id")


def model_of(table: str) -> type[Any]:
    """The class that is mapped to `table`, for code that meets records of any kind."""
    mappers = Base._sa_registry.mappers
    return next(mapper.class_ for mapper in mappers if mapper.local_table.name == table)  # type: ignore[attr-defined]
