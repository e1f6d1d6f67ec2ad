"""Rows with the least they need, made from the schema alone, so that a new table is tried without a word about it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.types import UtcDateTime, Uuid16


def reflected(connection: sa.Connection) -> sa.MetaData:
    """The tables that are there, but for Alembic's own."""
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name != "alembic_version")
    return found


def fill(
    connection: sa.Connection,
    tables: Sequence[sa.Table] | None = None,
    *,
    seed: int = 1,
    given: Mapping[str, Any] | None = None,
) -> dict[str, dict[str, Any]]:
    """One row in each of `tables`, parents first (default: all that are there); answers their primary keys.

    Rows of another `seed` differ in every value; `given` are values by column, or `table.column`.
    """
    made: dict[str, dict[str, Any]] = {}
    known = given or {}
    for table in reflected(connection).sorted_tables if tables is None else tables:
        values = {}
        for column in table.columns:
            own = known.get(f"{table.name}.{column.name}", known.get(column.name))
            if own is not None or is_needed(column):
                values[column.name] = value_of(column, made, seed) if own is None else own
        connection.execute(sa.insert(table).values(values))
        made[table.name] = {column.name: values[column.name] for column in table.primary_key.columns}
    return made


def is_needed(column: sa.Column[Any]) -> bool:
    """Whether a row cannot do without it."""
    return column.primary_key or (not column.nullable and column.server_default is None)


def value_of(column: sa.Column[Any], made: dict[str, dict[str, Any]], seed: int = 1) -> Any:
    """Any value that fits; of a reference, that of the row made before."""
    for key in column.foreign_keys:
        table, _, name = key.target_fullname.rpartition(".")
        if name in made.get(table, {}):
            return made[table][name]
    kind = column.type
    if isinstance(kind, Uuid16):
        return UUID(bytes=bytes(range(seed, 16 + seed)))
    if isinstance(kind, UtcDateTime):
        return datetime(2026, 11, 25, tzinfo=UTC)
    if isinstance(kind, sa.TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, sa.LargeBinary | sa.types._Binary):
        return bytes((seed + place) % 256 for place in range(kind.length or 16))
    if isinstance(kind, sa.JSON):
        return {}
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 11, 25, tzinfo=UTC).replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date(2026, 11, 25)
    if isinstance(kind, sa.Boolean) or str(kind).startswith("TINYINT"):
        return 1
    if isinstance(kind, sa.Integer):
        return 7700 + seed
    if isinstance(kind, sa.Numeric):
        return Decimal(seed)
    if isinstance(kind, sa.Text) or seed == 1:
        return "{}"  # a text, and a document where those are kept as text
    return f"{seed}"
