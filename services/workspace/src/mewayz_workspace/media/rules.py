"""What may be stored and how it is served: pure.

The type is what the first bytes say (sniffed), never what the name or the sender says; anything that a browser
could run as a page or script is refused.
"""

import re
from typing import NamedTuple

MIB = 1024**2
GIB = 1024**3
HEAD = 4096
"""How many first bytes are kept to tell the type."""
LIMITS = {"image": 10 * MIB, "video": 2 * GIB, "audio": 100 * MIB, "document": 100 * MIB}
SMALL = {"logo": 5 * MIB, "avatar": 5 * MIB}
MAX_PIXELS = 50_000_000
VARIANTS = {"thumb": 200, "medium": 800}
"""Longest side of each variant in pixels."""

TYPES = {
    "image/jpeg": "image",
    "image/png": "image",
    "image/gif": "image",
    "image/webp": "image",
    "image/avif": "image",
    "image/svg+xml": "image",
    "video/mp4": "video",
    "video/webm": "video",
    "video/quicktime": "video",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "audio/ogg": "audio",
    "audio/wav": "audio",
    "audio/flac": "audio",
    "application/pdf": "document",
    "application/zip": "document",
    "text/plain": "document",
    "text/csv": "document",
}
OFFICE = re.compile(r"application/(vnd\.openxmlformats-officedocument\.[a-z.]+|vnd\.oasis\.opendocument\.[a-z]+)")
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|img|\?xml|\?php|!--|[a-z][a-z0-9]*[\s>/])", re.I)
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif", b"qt  ": "video/quicktime", b"M4A ": "audio/mp4"}


_SVG = re.compile(
    rb"\s*(<\?xml[^>]*\?>)?\s*(<!--.*?-->\s*)*(<!doctype svg[^>\[]*>\s*)?(<!--.*?-->\s*)*<svg[\s/>]", re.I | re.S
)


class Refusal(NamedTuple):
    """Why a file is not taken: a stable code and a sentence."""

    code: str
    sentence: str


def kind_of(content_type: str) -> str | None:
    """image, video, audio or document; None for a type that is not taken."""
    return TYPES.get(content_type) or ("document" if OFFICE.fullmatch(content_type) else None)


def refusal(content_type: str, size: int, purpose: str) -> Refusal | None:
    """Why a file of this declared type and size is not taken, or None."""
    kind = kind_of(content_type)
    if kind is None or (purpose in SMALL and kind != "image"):
        return Refusal("unsupported_media_type", f"Files of type {content_type} are not taken here.")
    limit = SMALL.get(purpose, LIMITS[kind])
    if size > limit:
        return Refusal("file_too_large", f"Such a file may have at most {limit} bytes.")
    return None


def sniff(head: bytes) -> str | None:
    """The type that the first bytes show; None for what is not taken (markup, programs, unknown)."""
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if _SVG.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "image/svg+xml"
    return "text/plain" if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    """Plain words: UTF-8 without control characters and without anything that looks like markup."""
    if b"\0" in head or _MARKUP.search(head):
        return False
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return all(letter >= " " or letter in "\t\r\n\f" for letter in text)
    return False


def settle(declared: str, sniffed: str | None) -> str | None:
    """The type to serve a file with: sniffed and declared must be of one kind; None refuses the file."""
    if sniffed is None:
        return None
    if sniffed == declared:
        return declared
    if sniffed == "application/zip" and OFFICE.fullmatch(declared):
        return declared
    if sniffed == "text/plain" and declared == "text/csv":
        return declared
    return sniffed if kind_of(declared) == kind_of(sniffed) and kind_of(sniffed) != "document" else None


class Part(NamedTuple):
    """A byte range, inclusive."""

    first: int
    last: int


def byte_range(header: str | None, size: int) -> Part | bool | None:
    """One range of RFC 9110 §14: the part, None to send everything, False when it cannot be satisfied."""
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip()) if header else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return Part(size - length, size - 1) if length else False
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start >= size:
        return False
    return Part(start, end) if start <= end else None
