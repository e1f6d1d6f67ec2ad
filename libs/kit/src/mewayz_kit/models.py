"""What rows of every service have in common, and the registry that keeps services apart.

Each service makes its own base: with SQLModel's default registry two services in one process would share tables and
class names::

    class Base(SQLModel, registry=service_registry("crm")): ...
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session, registry
from sqlmodel import Field, SQLModel

from mewayz_kit.ids import new_id
from mewayz_kit.tables import KitTables
from mewayz_kit.tenancy import ScopedSession, UserRows, WorkspaceRows
from mewayz_kit.types import portable
from mewayz_kit.words import define

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
TABLE_OPTIONS = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


class Entity(SQLModel):
    """A row with an identity, times and an optimistic version (its ETag)."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, nullable=False)
    created_at: datetime = Field(default=None, nullable=False)
    updated_at: datetime = Field(default=None, nullable=False)


class SoftDelete(SQLModel):
    """A row that users delete and may restore within 30 days."""

    deleted_at: datetime | None = Field(default=None, index=True)


def service_registry(name: str) -> registry:
    """The registry of service `name`, with the chassis tables in its metadata."""
    own = registry(metadata=sa.MetaData(naming_convention=NAMING, info={"service": name}))
    own.metadata.info["kit"] = KitTables.define(own.metadata, TABLE_OPTIONS)
    return own


@event.listens_for(Mapper, "instrument_class")
def _make_portable(mapper: Mapper[Any], cls: type) -> None:
    table = mapper.local_table
    if not isinstance(table, sa.Table) or "service" not in table.metadata.info:
        return
    for column in table.columns:
        column.type = portable(column)
    table.dialect_kwargs.update(TABLE_OPTIONS)
    table.info["model"] = cls.__name__
    if reason := getattr(cls, "__retained__", None):
        table.info["retained"] = reason
    owner = None
    if issubclass(cls, WorkspaceRows):
        owner, table.info["scope"] = "workspace_id", "workspace"
    elif issubclass(cls, UserRows):
        owner, table.info["scope"] = "user_id", "user"
    if owner and "created_at" in table.columns:
        # The newest-first page of a tenant, which is what nearly every list asks for.
        sa.Index(f"ix_{table.name}_page", table.c[owner], table.c.created_at, table.c.id)
    elif owner:
        sa.Index(f"ix_{table.name}_{owner}", table.c[owner])
    if fields := getattr(cls, "__searched__", None):
        define(table, fields, TABLE_OPTIONS)
    if issubclass(cls, Entity):
        mapper.version_id_col = table.c.version


@event.listens_for(ScopedSession, "before_flush")
def _stamp_times(session: Session, _context: object, _instances: object) -> None:
    now = session.info["clock"].now()
    for row in session.new:
        if isinstance(row, Entity):
            row.created_at = row.created_at or now
            row.updated_at = row.updated_at or now
    for row in session.dirty:
        if isinstance(row, Entity) and session.is_modified(row):
            row.updated_at = now
