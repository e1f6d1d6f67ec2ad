"""The words of records as rows: what the search of long lists looks through (ADR 0020).

::

    class Company(WorkspaceScoped, Entity, Base, table=True):
        __searched__ = ("name", "website")

makes a table `companies_words`, and every flush of a session writes the words of these columns there, in the same
transaction. Rows of the model that are written without the session need `fill`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from mewayz_kit.folding import LAST, MAX_WORD, beginnings, words
from mewayz_kit.portable import insert_ignore, is_mysql
from mewayz_kit.tenancy import ScopedSession
from mewayz_kit.types import Uuid16
from mewayz_kit.uow import UnitOfWork

MAX_WORDS, ASKED = 300, 8
FEW = 1000
"""So many records are fetched by their ids; of more than that, the order of the list finds a page sooner."""
BATCH = 1000


def define(table: sa.Table, fields: Sequence[str], options: Mapping[str, Any]) -> sa.Table:
    """The table of the words of `fields`. The tenant and the word lead its key, so that a beginning is a range of it;
    its rows go with their record."""
    name = f"{table.name}_words"
    index = sa.Table(
        name,
        table.metadata,
        sa.Column("workspace_id", Uuid16(), primary_key=True),
        sa.Column("word", sa.String(MAX_WORD), primary_key=True),
        sa.Column("record_id", Uuid16(), sa.ForeignKey(table.c.id, ondelete="CASCADE"), primary_key=True),
        sa.Index(f"ix_{name}_record_id", "record_id", "word"),
        sqlite_with_rowid=False,
        **options,
    )
    table.info["words"], index.info["fields"] = index, tuple(fields)
    return index


# --- keeping them -------------------------------------------------------------------------------------------


@event.listens_for(ScopedSession, "after_flush")
def _follow(session: Session, _context: object) -> None:
    """Write the words of what a flush has written."""
    for index, rows in _by_index(session.new).items():
        _insert(session.connection(), index, [_entry(index, row) for row in rows])
    for index, rows in _by_index(session.dirty).items():
        changed = [row for row in rows if _has_changed(row, index.info["fields"])]
        if changed:
            _replace(session.connection(), index, dict(_entry(index, row) for row in changed))


Entry = tuple[tuple[UUID, UUID], set[str]]
"""Workspace, record and its words."""


def _by_index(rows: Iterable[Any]) -> dict[sa.Table, list[Any]]:
    found: dict[sa.Table, list[Any]] = {}
    for row in rows:
        if hasattr(row, "__searched__"):
            found.setdefault(sa.inspect(row).mapper.local_table.info["words"], []).append(row)
    return found


def _has_changed(row: Any, fields: Sequence[str]) -> bool:
    attributes = sa.inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in fields)


def _entry(index: sa.Table, row: Any) -> Entry:
    text = "\n".join(getattr(row, name) or "" for name in index.info["fields"])
    return (row.workspace_id, row.id), set(beginnings(text, MAX_WORDS))


def _insert(connection: sa.Connection, index: sa.Table, entries: Collection[Entry]) -> None:
    rows: list[dict[str, Any]] = [
        {"workspace_id": workspace_id, "record_id": record_id, "word": word}
        for (workspace_id, record_id), found in entries
        for word in found
    ]
    if rows:
        # What is there already was written by a `fill` that ran at the same time.
        rows.sort(key=lambda row: row["word"])
        connection.execute(insert_ignore(connection.dialect.name, index), rows)


def _replace(connection: sa.Connection, index: sa.Table, entries: dict[tuple[UUID, UUID], set[str]]) -> None:
    stored: dict[UUID, set[str]] = {}
    columns = index.c.record_id, index.c.word
    mine = sa.select(*columns).where(index.c.record_id.in_([record_id for _, record_id in entries]))
    for record_id, word in connection.execute(mine):
        stored.setdefault(record_id, set()).add(word)
    for (_, record_id), found in entries.items():
        if stale := stored.get(record_id, set()) - found:
            connection.execute(sa.delete(index).where(index.c.record_id == record_id, index.c.word.in_(sorted(stale))))
    _insert(connection, index, [(key, found - stored.get(key[1], set())) for key, found in entries.items()])


def fill(connection: sa.Connection, table: str, fields: Sequence[str]) -> None:
    """Bring the words of all rows up to date, some at a time: for a migration, and for rows that were written without
    the session.

    On MySQL each batch is a transaction, so that nobody who changes these records has to wait.
    """
    texts: list[sa.Column[Any]] = [sa.Column(field, sa.Text) for field in fields]
    ids: list[sa.Column[Any]] = [sa.Column(name, Uuid16(), primary_key=name == "id") for name in ("id", "workspace_id")]
    rows = sa.Table(table, sa.MetaData(), *ids, *texts)
    index = define(rows, fields, {})
    some, last = sa.select(rows).order_by(rows.c.id).limit(BATCH), UUID(int=0)
    while found := connection.execute(some.where(rows.c.id > last)).all():
        _replace(connection, index, dict(_entry(index, row) for row in found))
        last = found[-1].id
        if is_mysql(connection.dialect.name):
            connection.commit()


# --- looking them up ----------------------------------------------------------------------------------------


async def search(
    uow: UnitOfWork, table: sa.Table, owner: Collection[UUID], text: str, *, whole: bool
) -> tuple[sa.ColumnElement[bool], bool]:
    """The condition on `table` that each word of `text` begins one of the record, and whether few records meet it.

    Few are named by their ids. For many the condition of a page asks for each row on the way, and is made so that no
    database turns it into a join with all of them: a page of many is near in whatever order. The count of a `whole`
    list wants just that join.
    """
    index: sa.Table = table.info["words"]
    asked = sorted(words(text, ASKED), key=len, reverse=True)
    if not asked:
        return sa.false(), True
    statement = _matching(index, owner, asked)
    ids = (await uow.execute(statement.limit(FEW + 1))).scalars().all()
    if len(ids) <= FEW:
        return table.c.id.in_(ids), True
    if whole:
        return table.c.id.in_(statement), False
    return sa.and_(*(_holds(table, index, word) for word in asked)), False


def _matching(index: sa.Table, owner: Iterable[UUID], asked: Sequence[str]) -> sa.Select[Any]:
    """The records that hold words which begin like these."""
    held = [index.alias(f"word_{number}") for number in range(len(asked))]
    first = held[0]
    statement = sa.select(first.c.record_id).distinct()
    for one in held[1:]:
        statement = statement.join(one, one.c.record_id == first.c.record_id)
    for one, word in zip(held, asked, strict=True):
        statement = statement.where(*(one.c.workspace_id == tenant for tenant in owner), _begins(one, word))
    return statement


def _begins(index: Any, word: str) -> sa.ColumnElement[bool]:
    """A range, so that the key serves it."""
    begins: sa.ColumnElement[bool] = (index.c.word >= word) & (index.c.word < word + LAST)
    return begins


def _holds(table: sa.Table, index: sa.Table, word: str) -> sa.ColumnElement[bool]:
    one: sa.Select[Any] = (
        sa.select(sa.literal_column("1")).where(index.c.record_id == table.c.id, _begins(index, word)).limit(1)
    )
    return one.correlate(table).scalar_subquery().is_not(None)
