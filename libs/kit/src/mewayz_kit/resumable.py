"""Migrations that can be run again after they were cut off: what is there already is left out.

MySQL commits every DDL statement, and Alembic notes a revision only after its last one. So a process that ends in
the middle leaves half a revision, and the next run would fail at the first index that exists. These are Alembic's
own implementations of our dialects, which first look. What was left out wrongly, drift tells.
"""

from typing import Any

import sqlalchemy as sa
from alembic.ddl.impl import DefaultImpl
from alembic.ddl.mysql import MySQLImpl
from alembic.ddl.sqlite import SQLiteImpl

COPY = "_alembic_tmp_"
"""How Alembic names the copy by which it changes a table of SQLite."""


class Resuming(DefaultImpl):
    """Looks before it changes; the signatures are Alembic's."""

    def create_table(self, table: sa.Table, **kw: Any) -> None:
        there = self._look().has_table(table.name)
        if there and kw.get("if_not_exists"):
            for index in table.indexes:
                self.create_index(index)
            return
        if there and table.name.startswith(COPY) and self._look().has_table(table.name.removeprefix(COPY)):
            super().drop_table(table)  # filled and swapped in one transaction, so what is left over is empty
        super().create_table(table, **kw)

    def drop_table(self, table: sa.Table, **kw: Any) -> None:
        if self._look().has_table(table.name):
            super().drop_table(table, **kw)

    def rename_table(self, old_table_name: str, new_table_name: Any, schema: Any = None) -> None:
        if self._look().has_table(old_table_name) or not self._look().has_table(str(new_table_name)):
            super().rename_table(old_table_name, new_table_name, schema)

    def create_index(self, index: sa.Index, **kw: Any) -> None:
        if index.table is None or str(index.name) not in self._indexes(index.table.name):
            super().create_index(index, **kw)

    def drop_index(self, index: sa.Index, **kw: Any) -> None:
        if index.table is None or str(index.name) in self._indexes(index.table.name):
            super().drop_index(index, **kw)

    def add_column(self, table_name: str, column: sa.Column[Any], **kw: Any) -> None:
        if column.name not in self._columns(table_name):
            super().add_column(table_name, column, **kw)

    def drop_column(self, table_name: str, column: sa.Column[Any], **kw: Any) -> None:
        if column.name in self._columns(table_name):
            super().drop_column(table_name, column, **kw)

    def add_constraint(self, const: Any, **kw: Any) -> None:
        if str(const.name) not in self._constraints(const.table.name):
            super().add_constraint(const, **kw)

    def drop_constraint(self, const: Any, **kw: Any) -> None:
        if const.name is None or str(const.name) in self._constraints(const.table.name):
            super().drop_constraint(const, **kw)

    def _look(self) -> sa.Inspector:
        """A new one each time: the one before remembers what was."""
        assert self.connection is not None
        return sa.inspect(self.connection)

    def _columns(self, table: str) -> set[str]:
        return {column["name"] for column in self._look().get_columns(table)}

    def _indexes(self, table: str) -> set[str | None]:
        return {index["name"] for index in self._look().get_indexes(table)}

    def _constraints(self, table: str) -> set[str | None]:
        look = self._look()
        found = [*look.get_unique_constraints(table), *look.get_foreign_keys(table), *look.get_check_constraints(table)]
        return {constraint["name"] for constraint in found}


class ResumingMySQL(Resuming, MySQLImpl):
    """MySQL."""

    __dialect__ = "mysql"


class ResumingMariaDB(Resuming, MySQLImpl):
    """MariaDB."""

    __dialect__ = "mariadb"


class ResumingSQLite(Resuming, SQLiteImpl):
    """SQLite."""

    __dialect__ = "sqlite"
