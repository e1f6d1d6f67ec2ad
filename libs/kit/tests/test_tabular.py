import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_kit.errors import Unprocessable
from mewayz_kit.tabular import Inspector, Layout, Reader, csv_line, neutral, plain

cell = st.text(alphabet=st.sampled_from('ab,;"\n\r é=+'), max_size=6)
tables = st.lists(st.lists(cell, min_size=2, max_size=4), min_size=1, max_size=12)


def read(
    data: bytes, sizes: list[int], *, encoding: str = "utf-8", offset: int = 0
) -> list[tuple[list[str] | None, int]]:
    reader, rows = Reader(encoding, ",", offset), []
    for size in sizes:
        rows += reader.feed(data[:size])
        data = data[size:]
    rows += reader.feed(data) + reader.finish()
    return [(row.cells, row.end) for row in rows]


@given(tables, st.lists(st.integers(0, 20), max_size=20))
def test_what_is_written_is_read_whatever_the_chunks_and_from_any_boundary(
    table: list[list[str]], sizes: list[int]
) -> None:
    data = "".join(csv_line(row) for row in table).encode()
    rows = read(data, sizes)
    assert [cells for cells, _ in rows] == table
    assert rows[-1][1] == len(data)
    for number, (_, end) in enumerate(rows):
        assert read(data[end:], sizes, offset=end) == rows[number + 1 :]


@given(st.binary(max_size=200), st.lists(st.integers(0, 20), max_size=10), st.sampled_from(["utf-8", "cp1252"]))
def test_any_bytes_are_read_the_same_in_any_chunks(data: bytes, sizes: list[int], encoding: str) -> None:
    assert read(data, sizes, encoding=encoding) == read(data, [], encoding=encoding)


def test_one_bad_record_loses_one_line() -> None:
    rows = read(b'a,b\n\xff,b\n"open,b\nc,d\n', [])
    assert [cells for cells, _ in rows] == [["a", "b"], None, None, ["c", "d"]]
    endless = b'"' + b"x,y\n" * 60_000
    rows = read(b"a,b\n" + endless, [50_000] * 5)
    assert [cells for cells, _ in rows[:3]] == [["a", "b"], None, ["x", "y"]]
    assert len(rows) == 60_001


def inspected(data: bytes, **options: bool) -> tuple[Layout, list[list[str]]]:
    inspector = Inspector()
    inspector.see(data[:7])
    inspector.see(data[7:])
    inspector.see(b"", last=True)
    return inspector.layout(**options)


@pytest.mark.parametrize(
    ("text", "delimiter", "has_header", "columns"),
    [
        ("name,mail\nA,a@x.io\n", ",", True, ["name", "mail"]),
        ("name;note\nA;one, two\nB;three, four\n", ";", True, ["name", "note"]),
        ("A\ta@x.io\nB\tb@x.io\n", "\t", False, ["Column 1", "Column 2"]),
        ("name\nA\nB\n", ",", True, ["name"]),
        ("a|a|\n1|2|3\n", "|", False, ["Column 1", "Column 2", "Column 3"]),
        ("a||b \n1|2|3\n", "|", True, ["a", "Column 2", "b"]),
    ],
)
def test_the_layout_is_seen(text: str, delimiter: str, has_header: bool, columns: list[str]) -> None:
    layout, sample = inspected(text.encode())
    assert (layout.delimiter, layout.has_header, layout.columns) == (delimiter, has_header, columns)
    assert len(sample) == text.count("\n") - has_header
    assert layout.start == (len(text.split("\n")[0]) + 1 if has_header else 0)


def test_a_header_can_be_stated_and_names_stay_apart() -> None:
    layout, sample = inspected(b"a,a,b\n1,2,3\n", has_header=True)
    assert (layout.columns, sample) == (["a", "a (2)", "b"], [["1", "2", "3"]])
    layout, sample = inspected(b"a,b,c\n", has_header=False)
    assert (layout.columns[0], sample) == ("Column 1", [["a", "b", "c"]])


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty_file"), (b"\n\n", "empty_file"), (b"\xff\xfea\0", "unsupported_encoding")]
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        inspected(data)
    assert refused.value.code == code


@given(st.text() | st.text(alphabet="'=-a"))
def test_no_cell_is_run_and_every_cell_comes_back(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(neutral(text)) == text
    assert list(csv.reader(io.StringIO(csv_line(["x", text]), newline=""))) == [["x", text]]
