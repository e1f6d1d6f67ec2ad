"""The only dialect code: statements whose spelling differs between MySQL, MariaDB and SQLite."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, sqlite

from mewayz_kit.ids import new_id
from mewayz_kit.types import Uuid16


def is_mysql(dialect: str) -> bool:
    """MySQL and MariaDB speak the same here."""
    return dialect in {"mysql", "mariadb"}


def table_of(target: Any) -> sa.Table:
    """The table of a model; a table is its own."""
    table: sa.Table = target if isinstance(target, sa.Table) else sa.inspect(target).local_table
    return table


def insert_ignore(dialect: str, target: Any) -> sa.Insert:
    """An insert into a model's table that leaves an existing row (by any unique key) as it is."""
    table = table_of(target)
    if is_mysql(dialect):
        # INSERT IGNORE would also swallow bad values; a no-op update only swallows the duplicate.
        first = next(iter(table.primary_key.columns))
        return mysql.insert(table).on_duplicate_key_update({first.name: table.c[first.name]})
    return sqlite.insert(table).on_conflict_do_nothing()


def upsert(dialect: str, target: Any, keys: Sequence[str], values: Mapping[str, Any]) -> sa.Insert:
    """Insert `values`, or set all but `keys` on the row that has these keys."""
    table = table_of(target)
    changed = {name: value for name, value in values.items() if name not in keys}
    if is_mysql(dialect):
        return mysql.insert(table).values(values).on_duplicate_key_update(changed)
    return sqlite.insert(table).values(values).on_conflict_do_update(index_elements=list(keys), set_=changed)


def increment(dialect: str, target: Any, rows: Sequence[Mapping[str, Any]], column: str) -> sa.Insert:
    """Insert `rows`, or add their `column` to the rows that have the same primary keys."""
    table = table_of(target)
    if is_mysql(dialect):
        added = mysql.insert(table).values(list(rows))
        return added.on_duplicate_key_update({column: table.c[column] + added.inserted[column]})
    fresh = sqlite.insert(table).values(list(rows))
    keys = [key.name for key in table.primary_key]
    return fresh.on_conflict_do_update(index_elements=keys, set_={column: table.c[column] + fresh.excluded[column]})


def random_id(dialect: str) -> sa.ColumnElement[Any]:
    """An id that the database makes for each row of a statement, such as an `INSERT … SELECT`.

    On MySQL it begins with the present time like every id, so that an index grows at one end.
    """
    if is_mysql(dialect):
        begins, ends = sa.literal(new_id().bytes[:6], sa.BINARY(6)), sa.func.random_bytes(10)
        return sa.type_coerce(sa.func.concat(begins, ends), Uuid16())
    return sa.type_coerce(sa.func.randomblob(16), Uuid16())


def like_pattern(text: str) -> str:
    """`text` as a LIKE pattern that matches it anywhere, with `!` as the escape character."""
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def text_search(columns: Sequence[Any], words: str) -> sa.ColumnElement[bool]:
    """Every word of `words` occurs in one of `columns`, without regard to case."""
    return sa.and_(
        *(
            sa.or_(*(sa.func.lower(column).like(like_pattern(word), escape="!") for column in columns))
            for word in words.lower().split()[:8]
        )
    )


def json_has(dialect: str, column: Any, key: str, text: str) -> sa.ColumnElement[bool]:
    """The list under `key` of the document in `column` holds `text`, without regard to case."""
    path = f'$."{key}"'
    if is_mysql(dialect):
        listed = sa.func.lower(sa.func.json_extract(column, path))
        return sa.func.coalesce(sa.func.json_contains(listed, sa.func.lower(sa.func.json_quote(text))), 0) == 1
    items = sa.func.json_each(column, path).table_valued("value")
    return (
        sa.select(sa.literal(1)).select_from(items).where(sa.func.lower(items.c.value) == sa.func.lower(text)).exists()
    )
