"""The file of an export part: a ZIP with each table as JSON and as CSV."""

import asyncio
import hashlib
import tempfile
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any
from uuid import UUID

import orjson

from mewayz_kit.clock import rfc3339
from mewayz_kit.files import CHUNK, FileStore
from mewayz_kit.tabular import csv_line, neutral

Tables = dict[str, Sequence[Mapping[str, Any]]]
SECRET = ("password", "secret", "token", "hash", "cipher")
"""Columns with these words hold keys to the account, not data about the person."""


async def write_part(files: FileStore, key: str, tables: Tables) -> tuple[str, int]:
    """Store the part; answers its SHA-256 (hex) and its size in bytes."""
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(_fill, file, tables)
        size = file.tell()
        file.seek(0)

        async def content() -> AsyncIterator[bytes]:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                yield chunk

        await files.put(key, content())
    return digest.hexdigest(), size


def _fill(file: IO[bytes], tables: Tables) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tables.json", orjson.dumps({name: len(rows) for name, rows in tables.items()}))
        for name, rows in tables.items():
            if not rows:
                continue
            shown = [_shown(row) for row in rows]
            archive.writestr(f"{name}.json", orjson.dumps(shown, option=orjson.OPT_INDENT_2))
            lines = [list(shown[0])] + [[_cell(value) for value in row.values()] for row in shown]
            archive.writestr(f"{name}.csv", "\ufeff" + "".join(map(csv_line, lines)))


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _plain(value)
        for name, value in row.items()
        if not isinstance(value, bytes) and not any(word in name for word in SECRET)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return rfc3339(value)
    return str(value) if isinstance(value, UUID) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    return (
        str(value) if isinstance(value, int | float) and not isinstance(value, bool) else orjson.dumps(value).decode()
    )
