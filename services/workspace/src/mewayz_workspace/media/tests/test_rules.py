"""Types, sizes and ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_workspace.media.rules import MIB, Part, byte_range, refusal, settle, sniff

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"%PDF-1.7", "application/pdf"),
        (b"a,b\n1,2\n", "text/plain"),
        ("Grüße 5 < 6".encode(), "text/plain"),
        (b"<html><body>", None),
        (b"hello <script>alert(1)</script>", None),
        (b'<?xml version="1.0"?><svg/>', "image/svg+xml"),
        (b"\xef\xbb\xbf<!-- made by hand -->\n<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml"),
        (b"<html><svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"MZ\x90\0", None),
        (b"\x7fELF\x02\x01", None),
    ],
)
def test_the_first_bytes_tell_the_type(head: bytes, expected: str | None) -> None:
    assert sniff(head) == expected


@pytest.mark.parametrize(
    ("declared", "sniffed", "served"),
    [
        ("image/jpeg", "image/jpeg", "image/jpeg"),
        ("image/jpeg", "image/png", "image/png"),
        ("image/jpeg", "application/pdf", None),
        ("image/jpeg", None, None),
        ("text/csv", "text/plain", "text/csv"),
        (DOCX, "application/zip", DOCX),
        ("application/pdf", "application/zip", None),
        ("application/pdf", "text/plain", None),
    ],
)
def test_what_came_must_be_of_the_kind_that_was_announced(declared: str, sniffed: str, served: str) -> None:
    assert settle(declared, sniffed) == served


@pytest.mark.parametrize(
    ("content_type", "size", "purpose", "code"),
    [
        ("image/jpeg", 10 * MIB, "library", None),
        ("image/jpeg", 10 * MIB + 1, "library", "file_too_large"),
        ("image/png", 5 * MIB + 1, "logo", "file_too_large"),
        ("video/mp4", 2048 * MIB, "library", None),
        ("application/pdf", 100 * MIB + 1, "library", "file_too_large"),
        ("application/pdf", 10, "avatar", "unsupported_media_type"),
        ("image/svg+xml", 10, "library", None),
        ("text/html", 10, "library", "unsupported_media_type"),
    ],
)
def test_what_is_taken(content_type: str, size: int, purpose: str, code: str | None) -> None:
    found = refusal(content_type, size, purpose)
    assert (found.code if found else None) == code


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_a_range_lies_inside_the_file(first: int, last: int, size: int) -> None:
    part = byte_range(f"bytes={first}-{last}", size)
    if isinstance(part, Part):
        assert 0 <= part.first <= part.last < size
    else:
        assert part is False if first >= size else last < first


@pytest.mark.parametrize(
    ("header", "expected"),
    [(None, None), ("bytes=-5", Part(95, 99)), ("bytes=90-", Part(90, 99)), ("bytes=-0", False),
     ("bytes=100-", False), ("bytes=0-1,3-4", None), ("items=0-1", None), ("bytes=-", None)],
)  # fmt: skip
def test_ranges_by_the_book(header: str | None, expected: object) -> None:
    assert byte_range(header, 100) == expected
