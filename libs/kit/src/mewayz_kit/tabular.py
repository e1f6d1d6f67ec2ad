"""Delimited text (RFC 4180 and what people really send): finding out its layout, reading it piece by piece.

A file is read in constant memory and from any record boundary, so that work on it can go on after a crash. Cells
that a spreadsheet would run as a formula leave with a leading apostrophe, and lose it when they come back.
"""

import codecs
import csv
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from mewayz_kit.errors import Unprocessable

HEAD = 64 * 1024
"""How much of a file is looked at to find its layout, in bytes."""
DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Layout(BaseModel):
    """How a file is written. `start` is the byte at which its first data record begins."""

    encoding: str
    delimiter: str
    has_header: bool
    columns: list[str]
    start: int


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `cells` is None when it cannot be read. `end` is the byte after it."""

    cells: list[str] | None
    end: int


class Reader:
    """Cuts bytes into records. Feed it chunks of any size; `finish` gives what the last one held back."""

    def __init__(self, encoding: str, delimiter: str, offset: int = 0) -> None:
        self._encoding = encoding
        self._delimiter = delimiter
        self._end = offset
        self._tail = b""
        self._held: list[bytes] = []

    def feed(self, data: bytes) -> list[Row]:
        """The records that are certainly complete."""
        lines = (self._tail + data).splitlines(keepends=True)
        # "\r" may be the first half of "\r\n", so only "\n" proves that a line has ended.
        self._tail = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        if len(self._tail) > csv.field_size_limit() * 8:
            lines, self._tail = [*lines, self._tail], b""
        return self._rows(self._held + lines, last=False)

    def finish(self) -> list[Row]:
        """The records that are left."""
        lines = self._held + self._tail.splitlines(keepends=True)
        self._tail, self._held = b"", []
        return self._rows(lines, last=True)

    def _rows(self, lines: list[bytes], *, last: bool) -> list[Row]:
        rows: list[Row] = []
        start, self._held = 0, []
        while start < len(lines):
            source = _Lines(lines, start, self._encoding)
            try:
                for cells in csv.reader(source, delimiter=self._delimiter):
                    if source.next == len(lines):
                        if not last:
                            # A quoted field may go on in the next chunk.
                            self._held = lines[start:]
                            return rows
                        self._refuse_open_quote(lines[start:])
                    self._append(rows, cells, lines[start : source.next])
                    start = source.next
            except (csv.Error, UnicodeDecodeError):
                # Only the line that a bad record begins with is lost; reading goes on after it.
                self._append(rows, None, lines[start : start + 1])
                start += 1
        return rows

    def _append(self, rows: list[Row], cells: list[str] | None, lines: Sequence[bytes]) -> None:
        self._end += sum(map(len, lines))
        if cells != []:
            rows.append(Row(cells, self._end))

    def _refuse_open_quote(self, lines: list[bytes]) -> None:
        if len(lines) > 1 or lines[0].count(b'"') % 2:
            list(csv.reader(_Lines(lines, 0, self._encoding), delimiter=self._delimiter, strict=True))


class _Lines:
    """Decoded lines, counting how many were taken."""

    def __init__(self, lines: list[bytes], start: int, encoding: str) -> None:
        self._lines = lines
        self._encoding = encoding
        self.next = start

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.next >= len(self._lines):
            raise StopIteration
        line = self._lines[self.next].decode(self._encoding)
        self.next += 1
        return line


async def read_rows(chunks: AsyncIterator[bytes], layout: Layout, offset: int) -> AsyncIterator[Row]:
    """The records of `chunks`, which begin at byte `offset` of the file."""
    reader = Reader(layout.encoding, layout.delimiter, offset)
    async for chunk in chunks:
        for row in reader.feed(chunk):
            yield row
    for row in reader.finish():
        yield row


class Inspector:
    """Looks at a file while it passes: its head, its size and whether it is UTF-8 throughout."""

    def __init__(self) -> None:
        self.head = b""
        self.size = 0
        self.is_utf8 = True
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def see(self, data: bytes, *, last: bool = False) -> None:
        """Note the next piece."""
        self.size += len(data)
        self.head += data[: HEAD - len(self.head)]
        if self.is_utf8:
            try:
                self._decoder.decode(data, last)
            except UnicodeDecodeError:
                self.is_utf8 = False

    def layout(self, *, has_header: bool | None = None, delimiters: str = DELIMITERS) -> tuple[Layout, list[list[str]]]:
        """The layout of the file, in which one of `delimiters` parts the cells, and its first records."""
        if self.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise Unprocessable("unsupported_encoding", "Save the file as CSV in UTF-8.")
        encoding = "utf-8" if self.is_utf8 else "cp1252"
        start = len(codecs.BOM_UTF8) if self.head.startswith(codecs.BOM_UTF8) else 0
        delimiter = max(delimiters, key=lambda sign: _fit(self._rows(encoding, sign, start)))
        rows = self._rows(encoding, delimiter, start)
        readable = [row for row in rows if row.cells is not None]
        if not readable or not any(readable[0].cells or ()):
            raise Unprocessable("empty_file", "The file holds no rows.")
        first = readable[0].cells or []
        headed = _looks_like_header(first) if has_header is None else has_header
        columns = _unique(first) if headed else [f"Column {n}" for n in range(1, len(first) + 1)]
        begin = readable[0].end if headed else start
        layout = Layout(encoding=encoding, delimiter=delimiter, has_header=headed, columns=columns, start=begin)
        return layout, [row.cells or [] for row in readable[1 if headed else 0 :]]

    def _rows(self, encoding: str, delimiter: str, start: int) -> list[Row]:
        reader = Reader(encoding, delimiter, start)
        rows = reader.feed(self.head[start:])
        return rows if self.size > len(self.head) else rows + reader.finish()


def _fit(rows: list[Row]) -> tuple[int, int]:
    """How well a delimiter explains the records: those as wide as the first, times its further columns."""
    widths = [len(row.cells) for row in rows[:50] if row.cells]
    return (sum(width == widths[0] for width in widths) * (widths[0] - 1), widths[0]) if widths else (0, 0)


def _looks_like_header(cells: Sequence[str]) -> bool:
    """Names do not repeat, hold no address and are no numbers."""
    names = [cell.strip() for cell in cells if cell.strip()]
    plain = all("@" not in name and not name.replace(".", "").replace("-", "").isdigit() for name in names)
    return bool(names) and plain and len(set(names)) == len(names)


def _unique(cells: Sequence[str]) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        wanted = " ".join(cell.split())[:200] or f"Column {number}"
        name, copy = wanted, 2
        while name in names:
            name, copy = f"{wanted} ({copy})", copy + 1
        names.append(name)
    return names


def neutral(text: str) -> str:
    """`text` so that no spreadsheet runs it: a leading `= + - @`, tab or return gets an apostrophe before it."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def plain(text: str) -> str:
    """What `neutral` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def csv_line(cells: Sequence[str]) -> str:
    """One record of RFC 4180, with CRLF."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
