"""Workbooks (XLSX, ISO/IEC 29500) as delimited text, read by a process of its own.

A workbook is an archive of XML that may unpack to anything, and a row of it may be endless. So whoever reads one has so
much memory and time and no more; the service hands over a file and takes lines, a piece at a time.
"""

import asyncio
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from mewayz_kit.errors import Unprocessable
from mewayz_kit.tabular import csv_line, neutral

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAGIC, OLDER = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How an archive begins, and a workbook of the older form or with a password."""
ROWS = 1_048_576
"""Of one sheet (Excel's own limit); a row that says it is a later one ends the reading."""
MEMORY, SECONDS = 1024 * 1024 * 1024, 90
"""Of the process that reads, as address space and CPU; the texts of a workbook with a million rows fit."""
CHUNK = 256 * 1024


async def as_text(chunks: AsyncIterator[bytes]) -> tuple[bool, AsyncIterator[bytes]]:
    """The file as it is or, if it is a workbook, the first sheet of it as CSV in UTF-8; says whether it is one.

    Cells stay the text that they are; numbers, truth values and results of formulas become text, dates are those of
    ISO 8601. 422 for a workbook that only a newer form of can be read (`unsupported_workbook`).
    """
    head = b""
    async for chunk in chunks:
        head += chunk
        if len(head) >= len(MAGIC):
            break
    if head.startswith(OLDER):
        raise Unprocessable("unsupported_workbook", "Save the file as XLSX without a password, or as CSV.")
    whole = _whole(head, chunks)
    return (True, _read(whole)) if head.startswith(MAGIC) else (False, whole)


async def _whole(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk


async def _read(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Lines of a workbook; 422 `unreadable_workbook` for one that is broken, or unpacks to too much."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        async for chunk in chunks:
            file.write(chunk)
        file.flush()
        command = (sys.executable, "-m", __name__, file.name, str(MEMORY), str(SECONDS))
        quiet, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdin=quiet, stdout=pipe, stderr=quiet)
        try:
            assert process.stdout is not None
            while lines := await process.stdout.read(CHUNK):
                yield lines
            if await process.wait() != 0:
                raise Unprocessable("unreadable_workbook", "The workbook is damaged, or too large to be read.")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def lines_of(path: str) -> Iterator[str]:
    """The rows of the first sheet that hold anything."""
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong, and rows would be filled up to it
    for cells in sheet.iter_rows(max_row=ROWS, values_only=True):
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield csv_line([neutral(text) for text in texts])


def _text(cell: Any) -> str:
    """What a cell says. A date has no time of day in a workbook but that of midnight."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def main(path: str, memory: str, seconds: str) -> None:
    """Write the lines of a workbook to standard output, within so many bytes and seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds),) * 2)
    for line in lines_of(path):
        sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
