"""Every service's history of schemas: one line, no drift, and safe whenever it is cut off (architecture §8)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from tests.contract.rows import fill, reflected

from mewayz_kit.db import open_database, service_url
from mewayz_kit.folding import beginnings
from mewayz_kit.migrations import alembic_config, drift, index_words, migrate
from mewayz_kit.service import Service, installed_services
from mewayz_testing import servers

SERVICES = installed_services()
CUTS = 2
"""At how many places a history is cut off."""
CHANGING = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")


def revisions(service: Service) -> list[str]:
    """Its revisions, oldest first."""
    script = ScriptDirectory.from_config(alembic_config(service, "sqlite://"))
    return [revision.revision for revision in script.walk_revisions()][::-1]


each_service = pytest.mark.parametrize("service", [pytest.param(service, id=service.name) for service in SERVICES])


@pytest.fixture(params=["sqlite", pytest.param("mysql", marks=pytest.mark.mysql)])
def storage(request: pytest.FixtureRequest) -> str:
    """Where the history is tried."""
    return str(request.param)


@pytest.fixture
def url(storage: str, service: Service, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if storage == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db"
        return
    yield servers.create_schema(f"history_{service.name}")
    servers.drop_schemas(f"history_{service.name}")


def within(service: Service, url: str, work: Callable[[sa.Connection], Any]) -> Any:
    """What `work` answers inside one transaction."""

    async def run() -> Any:
        database = open_database(service_url(url, service.name))
        try:
            async with database.write.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await database.close()

    return asyncio.run(run())


def pictured(connection: sa.Connection) -> dict[str, Any]:
    """Everything there is: columns, indexes and rows of each table."""
    inspector, found = sa.inspect(connection), {}
    for name in inspector.get_table_names():
        columns = [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)]
        indexes = sorted(str(index["name"]) for index in inspector.get_indexes(name))
        rows = sorted(map(str, connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))))
        found[name] = (columns, indexes, rows)
    return found


@contextmanager
def cut_off_at(number: int) -> Iterator[list[str]]:
    """Let the statement of that number fail, as if the process ended before it; 0: only count them."""
    seen: list[str] = []

    def look(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(CHANGING):
            seen.append(statement)
            if len(seen) == number:
                raise InterruptedError(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", look)


@each_service
def test_a_history_is_one_line_with_numbers(service: Service) -> None:
    script = ScriptDirectory.from_config(alembic_config(service, "sqlite://"))
    assert len(script.get_heads()) == 1, "two people wrote the next revision: renumber the later one"
    assert revisions(service) == [f"{number:04d}" for number in range(1, len(revisions(service)) + 1)]
    for revision in script.walk_revisions():
        assert revision.down_revision is None or isinstance(revision.down_revision, str)
        assert not revision.branch_labels
        assert not revision.dependencies


@each_service
def test_the_newest_schema_is_what_the_models_say_and_is_made_once(service: Service, url: str) -> None:
    migrate(service, url)
    assert drift(service, url) == [], f"run: make migrate service={service.name} m=…"
    before = within(service, url, pictured)
    with cut_off_at(0) as statements:
        migrate(service, url)
    assert statements == []
    assert within(service, url, pictured) == before


@each_service
def test_rows_of_every_revision_survive_the_way_to_the_newest(service: Service, url: str) -> None:
    """Also when the process ends between the last statement of a revision and the note that it is done."""
    kept: list[tuple[str, dict[str, dict[str, Any]]]] = []
    before: str | None = None

    def forget(connection: sa.Connection) -> None:
        note = sa.table("alembic_version", sa.column("version_num", sa.String))
        connection.execute(sa.delete(note))
        if before is not None:
            connection.execute(sa.insert(note).values(version_num=before))

    for seed, revision in enumerate(revisions(service), start=1):
        migrate(service, url, revision)
        once = within(service, url, counted)
        within(service, url, forget)
        migrate(service, url, revision)
        assert within(service, url, counted) == once, f"what {revision} seeds must not be there twice"
        kept.append((revision, within(service, url, partial(fill, seed=seed))))
        before = revision
    assert drift(service, url) == []

    def lost(connection: sa.Connection) -> list[str]:
        tables = reflected(connection).tables
        return [
            f"{name} of {revision}"
            for revision, rows in kept
            for name, keys in rows.items()
            if name in tables
            and connection.scalar(sa.select(sa.func.count()).select_from(tables[name]).where(*is_(tables[name], keys)))
            != 1
        ]

    assert within(service, url, lost) == [], "rows are lost on the way"


@pytest.mark.slow
@each_service
def test_a_history_that_was_cut_off_anywhere_is_gone_on_with(
    service: Service, storage: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """MySQL commits every DDL statement, so half a revision stays when its process ends."""
    url = request.getfixturevalue("url")
    with cut_off_at(0) as statements:
        migrate(service, url)
    whole, total = within(service, url, counted), len(statements)
    for cut in range(1, CUTS + 1):
        fresh = f"sqlite+aiosqlite:///{tmp_path}/{cut}-{{service}}.db"
        if storage == "mysql":
            fresh = servers.create_schema(f"history_{service.name}")
        with cut_off_at(cut * total // (CUTS + 1)) as done, pytest.raises(InterruptedError):
            migrate(service, fresh)
        migrate(service, fresh)
        assert drift(service, fresh) == [], done[-1]
        assert within(service, fresh, counted) == whole, done[-1]


@each_service
def test_rows_that_no_session_wrote_are_found_once_their_words_are_indexed(service: Service, url: str) -> None:
    searched = [table for table in service.base.metadata.sorted_tables if "words" in table.info]
    if not searched:
        return
    migrate(service, url)
    models = [table for table in service.base.metadata.sorted_tables if "model" in table.info]
    within(service, url, partial(fill, tables=models))
    assert index_words(service, url) == [table.name for table in searched]

    def different(connection: sa.Connection) -> list[str]:
        wrong = []
        for table in searched:
            index = table.info["words"]
            for row in connection.execute(sa.select(table)).mappings():
                text = "\n".join(row[name] or "" for name in index.info["fields"])
                stored = connection.scalars(sa.select(index.c.word).where(index.c.record_id == row["id"]))
                if sorted(stored) != sorted(beginnings(text, 300)):
                    wrong.append(table.name)
        return wrong

    assert within(service, url, different) == []


def counted(connection: sa.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = sa.inspect(connection).get_table_names()
    return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names}


def is_(table: sa.Table, keys: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == value for name, value in keys.items()]
