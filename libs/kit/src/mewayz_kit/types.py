"""Column types that mean the same on MySQL, MariaDB and SQLite."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator
from sqlmodel import AutoString


class Uuid16(TypeDecorator[UUID]):
    """A UUID in BINARY(16): half the size of text, ordered like the value, identical on every dialect."""

    impl = sa.BINARY(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: sa.Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=bytes(value))


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC with microseconds. Naive datetimes are refused: they have no moment."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(sa.DateTime())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored datetime needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Json(TypeDecorator[Any]):
    """A JSON document; SQL NULL for None."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True


class Text(TypeDecorator[str]):
    """Text without a length of its own: MEDIUMTEXT (16 MiB) on MySQL, whose TEXT would cut at 64 KiB."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name in {"mysql", "mariadb"}:
            return dialect.type_descriptor(mysql.MEDIUMTEXT())
        return dialect.type_descriptor(sa.Text())


AutoId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def portable(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    """The portable type for what SQLModel chose from the annotation."""
    chosen = column.type
    if isinstance(chosen, sa.Uuid):
        return Uuid16()
    if isinstance(chosen, sa.DateTime) or (isinstance(chosen, TypeDecorator) and isinstance(chosen.impl, sa.DateTime)):
        return UtcDateTime()
    if type(chosen) is sa.Integer:
        return AutoId if column.primary_key else sa.BigInteger()
    if isinstance(chosen, AutoString) and chosen.length is None:
        raise TypeError(f"{column.table.name}.{column.name}: give max_length, or sa_type=Text")
    return sa.String(chosen.length) if isinstance(chosen, AutoString) else chosen
