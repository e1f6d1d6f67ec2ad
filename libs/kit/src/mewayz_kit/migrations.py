"""Schema changes: one linear Alembic history per service, the same for MySQL, MariaDB and SQLite.

A revision must run beside yesterday's code and must be safe to run again after it was cut off half-way (MySQL
commits every DDL statement), so tables are created `if_not_exists`, `resumable` leaves out what else is there, and
rows are seeded only where they are missing.
"""

import asyncio
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations.ops import CreateTableOp
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from mewayz_kit import resumable
from mewayz_kit.db import service_url
from mewayz_kit.portable import is_mysql
from mewayz_kit.service import Service
from mewayz_kit.words import fill

LOCK_SECONDS = 60
DIALECTS = (resumable.ResumingMySQL, resumable.ResumingMariaDB, resumable.ResumingSQLite)
"""Alembic finds them by the name of the dialect; that they are imported is enough."""


def alembic_config(service: Service, url: str) -> Config:
    """Alembic's configuration for one service; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic"))
    config.set_main_option("version_locations", str(service.migrations))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["metadata"] = service.base.metadata
    config.attributes["url"] = service_url(url, service.name)
    service.features  # imports every model into the metadata  # noqa: B018
    return config


def migrate(service: Service, url: str, revision: str = "head") -> None:
    """Bring the schema of `service` to `revision`; parallel runs wait for each other."""
    _with_connection(service, url, lambda config: command.upgrade(config, revision))


def new_revision(service: Service, url: str, message: str) -> None:
    """Write the next revision from the difference between models and the schema at `url`."""
    _with_connection(service, url, lambda config: command.revision(config, message=message, autogenerate=True))


def index_words(service: Service, url: str) -> list[str]:
    """Bring the words of every searched table up to date (`mewayz_kit.words`); answers which these are."""
    done: list[str] = []

    def work(config: Config) -> None:
        for table in config.attributes["metadata"].sorted_tables:
            if "words" in table.info:
                fill(config.attributes["connection"], table.name, table.info["words"].info["fields"])
                done.append(table.name)

    _with_connection(service, url, work)
    return done


def drift(service: Service, url: str) -> list[Any]:
    """What the models have and the migrated schema lacks, or the other way round; empty is good."""
    found: list[Any] = []

    def compare(config: Config) -> None:
        migration = MigrationContext.configure(config.attributes["connection"], opts=COMPARE)
        found.extend(compare_metadata(migration, service.base.metadata))

    _with_connection(service, url, compare)
    return found


def _include(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    return not (kind == "table" and name == "alembic_version")


COMPARE: dict[str, Any] = {"compare_type": False, "render_as_batch": True, "include_object": _include}


def _with_connection(service: Service, url: str, work: Any) -> None:
    config = alembic_config(service, url)

    async def run() -> None:
        engine = create_async_engine(config.attributes["url"], hide_parameters=True)
        try:
            async with engine.connect() as connection:
                await connection.run_sync(_locked, service, config, work)
        finally:
            await engine.dispose()

    asyncio.run(run())


def _locked(connection: sa.Connection, service: Service, config: Config, work: Any) -> None:
    config.attributes["connection"] = connection
    if not is_mysql(connection.dialect.name):
        work(config)
        connection.commit()
        return
    lock = f"mewayz-migrate-{service.name}"
    connection.exec_driver_sql("SET SESSION lock_wait_timeout=5")
    if connection.scalar(sa.text("SELECT GET_LOCK(:name, :seconds)"), {"name": lock, "seconds": LOCK_SECONDS}) != 1:
        raise TimeoutError(f"another migration of {service.name} has been running for {LOCK_SECONDS} s")
    try:
        work(config)
        connection.commit()
    finally:
        connection.execute(sa.text("SELECT RELEASE_LOCK(:name)"), {"name": lock})


def run_in_environment() -> None:
    """What Alembic's env script does, for every service."""
    config = context.config
    connection: sa.Connection = config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=config.attributes["metadata"],
        transaction_per_migration=True,
        process_revision_directives=_number,
        user_module_prefix="mewayz_kit.types.",
        render_item=_render_type,
        **COMPARE,
    )
    with context.begin_transaction():
        context.run_migrations()


def _number(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write nothing when nothing changed; number revisions 0001, 0002 …; make tables re-creatable."""
    if not directives:
        return
    script = directives[0]
    if script.upgrade_ops.is_empty():
        directives.clear()
        return
    head = ScriptDirectory.from_config(context.config).get_current_head()
    script.rev_id = f"{int(head or 0) + 1:04d}"
    for operation in script.upgrade_ops.ops:
        if isinstance(operation, CreateTableOp):
            operation.if_not_exists = True


def _render_type(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Print our types as `kit.Uuid16()` and SQLModel's text as plain `sa.String`."""
    if kind != "type":
        return False
    if type(item).__module__ == "mewayz_kit.types":
        autogen_context.imports.add("from mewayz_kit import types as kit")
        return f"kit.{type(item).__name__}()"
    if type(item).__module__.startswith("sqlmodel"):
        return f"sa.String(length={item.length})"
    return False
