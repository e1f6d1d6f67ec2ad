"""Bodies of imports."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, create_model

from mewayz_kit.imports.rows import Change, Mode
from mewayz_kit.imports.store import State
from mewayz_kit.schema import Input, Output


class ImportField(Output):
    """What a column can be mapped to; `is_key`: finds existing records."""

    name: str
    description: str
    required: bool
    is_key: bool


class ImportRead(Output):
    """One import. `created + updated + skipped + failed = done`, and `done = rows` at the end.

    While it is `validated` the counts are those of the dry run; `checking` says that one is going on.
    """

    id: UUID
    state: State
    checking: bool
    file_name: str
    encoding: str
    delimiter: str
    has_header: bool
    columns: list[str]
    sample: list[list[str]]
    fields: list[ImportField]
    suggested: dict[str, str]
    mapping: dict[str, str] | None
    mode: Mode | None
    upsert_key: str | None
    options: dict[str, Any] | None
    rows: int
    done: int
    created: int
    updated: int
    skipped: int
    failed: int
    reverted: int
    kept: int
    error: str | None
    created_at: datetime
    updated_at: datetime


class ImportCompleted(Output):
    """The data of `{service}.import.completed.v1`."""

    id: UUID
    resource: str
    rows: int
    created: int
    updated: int
    skipped: int
    failed: int


class ImportRow(Output):
    """What became of one row; rows are counted from 1, without the header."""

    row: int
    outcome: Change
    record_id: UUID | None
    code: str | None
    detail: str | None
    reverted: Literal["reverted", "kept"] | None


class MapImport(Input):
    """Column → field. `upsert_key` finds existing records; update and upsert need it."""

    mapping: dict[str, str]
    mode: Mode
    upsert_key: str | None = None
    options: dict[str, Any] = {}


def mapping_with(options: type[BaseModel] | None) -> type[MapImport]:
    """The mapping of a kind of record that has settings of its own."""
    if options is None:
        return MapImport
    return create_model(
        f"Map{options.__name__}",
        __base__=MapImport,
        __doc__=MapImport.__doc__,
        __module__=options.__module__,
        options=(options, options()),
    )
