"""Workbooks as text: what cells say, and files that are broken, older, endless or full of nothing."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook

from mewayz_kit import sheets
from mewayz_kit.errors import Unprocessable
from mewayz_kit.tabular import plain


def workbook(*rows: list[Any]) -> bytes:
    """A workbook with these rows."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def read(data: bytes, size: int = 1000) -> list[list[str]]:
    """The rows as an import takes them."""
    is_book, text = await sheets.as_text(pieces(data, size))
    assert is_book
    whole = b"".join([chunk async for chunk in text]).decode()
    return [[plain(cell) for cell in row] for row in csv.reader(io.StringIO(whole, newline=""))]


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with another part of this name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == name else old.read(info))
    return out.getvalue()


async def test_cells_are_the_text_that_they_say() -> None:
    rows = await read(
        workbook(
            ["Name", "Phone", "Joined", "Met", "At", "Rate", "Ok", "Odd"],
            [
                "Zoë, Müller",
                491512345678,
                date(2026, 11, 24),
                datetime.fromisoformat("2026-11-24T09:30"),
                time(8),
                0.1,
                True,
                "'=x",
            ],
            [],
            ["0049", 7.0, None, None, None, None, False, '@home;"\n'],
        )
    )
    assert rows[1] == [
        "Zoë, Müller",
        "491512345678",
        "2026-11-24",
        "2026-11-24T09:30:00",
        "08:00:00",
        "0.1",
        "true",
        "'=x",
    ]
    assert rows[2:] == [["0049", "7", "", "", "", "", "false", '@home;"\n']]


async def test_a_formula_is_its_result_and_a_gap_is_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_string("D1", "=not a formula")
        book.add_worksheet().write_string("A1", "another sheet")
    assert await read(path.read_bytes()) == [["2", "", "", "=not a formula"]]


async def test_other_files_pass_as_they_are_however_small_their_pieces_are() -> None:
    is_book, text = await sheets.as_text(pieces(b"Name\r\nPK\r\n", 1))
    assert (is_book, b"".join([chunk async for chunk in text])) == (False, b"Name\r\nPK\r\n")
    assert await read(workbook(["Name"], ["Ada"]), 3) == [["Name"], ["Ada"]]


async def test_what_cannot_be_read_is_refused() -> None:
    whole = workbook(["Name"])
    for broken in (whole[: len(whole) // 2], changed(whole, "xl/worksheets/sheet1.xml", b"<worksheet>"), b"PK\x03\x04"):
        with pytest.raises(Unprocessable) as refused:
            await read(broken)
        assert refused.value.code == "unreadable_workbook"
    with pytest.raises(Unprocessable) as refused:
        await sheets.as_text(pieces(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    assert refused.value.code == "unsupported_workbook"


@pytest.mark.parametrize(
    "row",
    [b'<row r="1">' + b"<c/>" * 1_500_000 + b"</row>", b'<row r="1"><c t="inlineStr"><is><t>' + b"x" * 200_000_000],
    ids=["endless row", "endless cell"],
)
async def test_an_archive_that_unpacks_to_too_much_costs_its_reader_and_not_the_service(
    row: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MEMORY", 300 * 1024 * 1024)
    assert await read(workbook(["Name"])) == [["Name"]], "there is room for a good one"
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = b'<worksheet xmlns="' + main + b'"><sheetData>' + row
    bomb = changed(workbook(["Name"]), "xl/worksheets/sheet1.xml", sheet)
    assert len(bomb) < 2_000_000
    with pytest.raises(Unprocessable) as refused:
        await read(bomb, 1_000_000)
    assert refused.value.code == "unreadable_workbook"


async def test_a_row_that_says_it_is_far_away_and_a_size_that_is_not_true_cost_nothing() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="2"><c r="B2"><v>1</v></c></row><row r="999999999999"><c><v>2</v></c></row></sheetData></worksheet>'
    )
    assert await read(changed(workbook(["Name"]), "xl/worksheets/sheet1.xml", sheet.encode())) == [["", "1"]]
