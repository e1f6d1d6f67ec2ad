"""Export of a list: CSV (RFC 4180), JSON or XLSX, with the list's filters, in constant memory.

Rows are read in keyset batches of 1,000 and the connection is given back between them, so a slow reader holds
nothing. An XLSX is put together in a temporary file, because its directory stands at its end.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import orjson
import xlsxwriter
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from mewayz_kit.auth import Uow
from mewayz_kit.clock import rfc3339
from mewayz_kit.errors import Malformed
from mewayz_kit.money import Money
from mewayz_kit.paging import ListQuery, parse_list
from mewayz_kit.records import Records
from mewayz_kit.route import options
from mewayz_kit.sheets import MEDIA as XLSX
from mewayz_kit.tabular import csv_line, neutral
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.resource import Resource

BATCH = 1000
CHUNK = 256 * 1024
SHEET_ROWS = 1_048_575
"""Rows of one sheet below its header; more go to further sheets."""
Format = Literal["csv", "json", "xlsx"]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": XLSX,
}


def add_export_route(router: APIRouter, resource: "Resource", parameters: list[dict[str, Any]]) -> None:
    """`GET /r/export`."""
    listed = [one for one in parameters if one["name"] not in {"limit", "cursor", "count"}]
    extra = {**options(stream=True, timeout=300), "parameters": listed}

    @router.get("/export", response_class=StreamingResponse, openapi_extra=extra)
    async def export(
        request: Request,
        p: Annotated[Principal, resource.need("export")],
        uow: Uow,
        format: Annotated[Format, Query(description="csv, json (an array) or xlsx.")] = "csv",
    ) -> StreamingResponse:
        """Everything the same list would show, as a file. Amounts are in major units, with their currency."""
        asked = [(name, value) for name, value in request.query_params.multi_items() if name != "format"]
        if unfit := [name for name, _ in asked if name in {"limit", "cursor", "count"}]:
            raise Malformed("unknown_parameter", f"An export takes no {unfit[0]}.", parameter=unfit[0])
        query = parse_list(resource.rules, asked)
        # The edge closes its unit of work before a stream begins, so the stream has one of its own.
        own = UnitOfWork(uow.runtime, p, cause=uow.cause, writes=False)
        own.scope = uow.scope
        name = f"{resource.path.rpartition('/')[2]}-{uow.now:%Y-%m-%d}.{format}"
        return StreamingResponse(
            WRITERS[format](read_batches(own, resource.records, query), _columns(resource.records.read, query)),
            media_type=MEDIA[format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


async def read_batches(uow: UnitOfWork, records: Records[Any, Any], query: ListQuery) -> AsyncIterator[list[BaseModel]]:
    """Every record of a list, a batch at a time."""
    query.limit = BATCH
    more = True
    while more:
        try:
            found = await records.rows.page(uow, query)
            more, rows = len(found) > BATCH, found[:BATCH]
            shown: list[BaseModel] = await records.show(uow, rows)
        finally:
            await uow.close()
        if rows:
            query.after = (rows[-1][query.sort], rows[-1]["id"])
            yield shown


def _columns(read: type[BaseModel], query: ListQuery) -> dict[str, bool]:
    """The fields to write; True for money, which takes two columns."""
    wanted = [name for name in read.model_fields if not query.fields or name in query.fields]
    return {name: _is_money(read.model_fields[name].annotation) for name in wanted}


def _is_money(annotation: Any) -> bool:
    """Money, or money that may be missing; several of them are nested."""
    return annotation is Money or (get_origin(annotation) in {Union, UnionType} and Money in get_args(annotation))


def _names(columns: dict[str, bool]) -> list[str]:
    names: list[str] = []
    for name, money in columns.items():
        names += [name, f"{name}_currency"] if money else [name]
    return names


def _cells(record: BaseModel, columns: dict[str, bool]) -> list[Any]:
    """Text, numbers and None, in the order of the columns; what is nested becomes JSON."""
    cells: list[Any] = []
    for name, money in columns.items():
        value = getattr(record, name)
        if money:
            cells += [None, None] if value is None else [value.major, value.currency]
        elif value is None or (isinstance(value, str | int | float) and not isinstance(value, bool | Enum)):
            cells.append(value)
        elif isinstance(value, datetime):
            cells.append(rfc3339(value))
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            cells.append("; ".join(value))
        elif isinstance(value, list | dict | BaseModel):
            cells.append(orjson.dumps(record.model_dump(mode="json", include={name})[name]).decode())
        else:
            cells.append(record.model_dump(mode="json", include={name})[name])
    return cells


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return neutral(cell) if isinstance(cell, str) else str(cell)


async def _csv(batches: AsyncIterator[Sequence[BaseModel]], columns: dict[str, bool]) -> AsyncIterator[bytes]:
    # The byte order mark tells spreadsheets that this is UTF-8.
    yield b"\xef\xbb\xbf" + csv_line(_names(columns)).encode()
    async for batch in batches:
        yield "".join(csv_line([_text(cell) for cell in _cells(record, columns)]) for record in batch).encode()


async def _json(batches: AsyncIterator[Sequence[BaseModel]], columns: dict[str, bool]) -> AsyncIterator[bytes]:
    fields, between = set(columns), b"["
    async for batch in batches:
        yield between + b",".join(record.model_dump_json(include=fields).encode() for record in batch)
        between = b","
    yield b"[]" if between == b"[" else b"]"


async def _xlsx(batches: AsyncIterator[Sequence[BaseModel]], columns: dict[str, bool]) -> AsyncIterator[bytes]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        book = xlsxwriter.Workbook(file.name, {"constant_memory": True, "strings_to_formulas": False})
        sheet, line = None, SHEET_ROWS
        async for batch in _or_empty(batches):
            for record in batch or [None]:
                if sheet is None or line >= SHEET_ROWS:
                    sheet, line = book.add_worksheet(), 0
                    _write(sheet, 0, _names(columns))
                if record is not None:
                    line += 1
                    _write(sheet, line, _cells(record, columns))
        await asyncio.to_thread(book.close)
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


async def _or_empty(batches: AsyncIterator[Sequence[BaseModel]]) -> AsyncIterator[Sequence[BaseModel | None]]:
    """The batches, or one empty one, so that an empty export has its header too."""
    some = False
    async for batch in batches:
        some = True
        yield batch
    if not some:
        yield []


def _write(sheet: Any, line: int, cells: Sequence[Any]) -> None:
    """Text always as text: nothing in it is a formula or a link."""
    for column, cell in enumerate(cells):
        if cell is None:
            continue
        if isinstance(cell, bool):
            sheet.write_boolean(line, column, cell)
        elif isinstance(cell, str):
            sheet.write_string(line, column, cell[:32_767])
        else:
            sheet.write_number(line, column, cell)


WRITERS = {"csv": _csv, "json": _json, "xlsx": _xlsx}
