"""The archive: a ZIP with a folder per service and a manifest, made in constant memory.

Parts are copied entry by entry through temporary files, so an archive may be larger than the memory. The manifest
names every file with its SHA-256, and each part with the hash its service announced.
"""

import asyncio
import hashlib
import zipfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import orjson

from mewayz_kit.clock import rfc3339
from mewayz_kit.files import CHUNK, FileStore


class PartChanged(RuntimeError):
    """A part is not what its service announced; it is asked for again."""


@dataclass(frozen=True, slots=True)
class Made:
    """A stored archive: its SHA-256 in hex, and its bytes."""

    sha256: str
    size: int


async def store_archive(
    files: FileStore, key: str, *, export: UUID, user: UUID, at: datetime, parts: Mapping[str, Any]
) -> Made:
    """Join the parts and store the archive under `key`; the earlier file stays when anything fails."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for service, part in sorted(parts.items()):
            await _fetch(files.exchange, part, folder / f"{service}.zip")
        target = folder / "archive"
        about = {"export": str(export), "user": str(user), "made_at": rfc3339(at)}
        await asyncio.to_thread(_join, target, folder, about, parts)
        digest = hashlib.sha256()

        async def content() -> AsyncIterator[bytes]:
            with target.open("rb") as file:
                while chunk := await asyncio.to_thread(file.read, CHUNK):
                    digest.update(chunk)
                    yield chunk

        await files.put(key, content())
        return Made(digest.hexdigest(), target.stat().st_size)


async def _fetch(exchange: FileStore, part: Mapping[str, Any], path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        async for chunk in exchange.get(part["file"]):
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
    if digest.hexdigest() != part["sha256"]:
        raise PartChanged(f"{part['file']} does not have the announced hash")


def _join(target: Path, folder: Path, about: Mapping[str, str], parts: Mapping[str, Any]) -> None:
    services = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for service, part in sorted(parts.items()):
            with zipfile.ZipFile(folder / f"{service}.zip") as source:
                copied = [_copy(source, info, archive, service) for info in source.infolist()]
            services[service] = {"sha256": part["sha256"], "counts": part["counts"], "files": copied}
        archive.writestr("manifest.json", orjson.dumps({**about, "services": services}, option=orjson.OPT_INDENT_2))


def _copy(source: zipfile.ZipFile, info: zipfile.ZipInfo, archive: zipfile.ZipFile, service: str) -> dict[str, Any]:
    path, digest = f"{service}/{info.filename}", hashlib.sha256()
    with source.open(info) as reader, archive.open(path, "w", force_zip64=True) as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            writer.write(chunk)
    return {"path": path, "bytes": info.file_size, "sha256": digest.hexdigest()}
