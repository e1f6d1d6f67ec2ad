"""Bytes out: one file or variant with a fixed type, in a sandbox, with ETag and ranges (RFC 9110)."""

from collections.abc import AsyncIterator
from typing import NamedTuple
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse

from mewayz_kit.errors import NotFound
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.media.links import refuse_unsigned, split_key
from mewayz_workspace.media.models import Media
from mewayz_workspace.media.rules import Part, byte_range, kind_of

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Accept-Ranges": "bytes",
}
FOREVER, BRIEFLY = "public, max-age=31536000, immutable", "private, max-age=300"


class Stored(NamedTuple):
    """What is sent: where it is, how long, and what it is."""

    key: str
    size: int
    content_type: str
    etag: str
    name: str
    public: bool


async def find(uow: UnitOfWork, key: str, expires: int | None, signature: str | None) -> Stored:
    """The stored file behind a public key; a private one needs a good signature. 404 for everything else."""
    media_id, variant = split_key(key)
    with uow.unscoped("a public file is named by its id alone"):
        row = await uow.find(Media, media_id)
    if row is None or row.state != "ready" or row.store_key is None:
        raise NotFound(detail="There is no such file.")
    if row.visibility != "public" or signature is not None:
        refuse_unsigned(uow.runtime, key, expires, signature)
    elif (await uow.runtime.tenants.get(row.workspace_id)).status != "active":
        raise NotFound(detail="There is no such file.")
    public = row.visibility == "public"
    if variant is None:
        return Stored(row.store_key, row.bytes or 0, row.content_type or "", str(row.sha256), row.name, public)
    found = row.variants.get(variant)
    if found is None:
        # A small image has no smaller copy: it is its own.
        return Stored(row.store_key, row.bytes or 0, row.content_type or "", str(row.sha256), row.name, public)
    return Stored(found["key"], found["bytes"], found["content_type"], found["sha256"], row.name, public)


def answer(runtime: Runtime, file: Stored, *, if_none_match: str | None, range_: str | None) -> Response:
    """200, 206, 304 or 416."""
    etag = f'"{file.etag}"'
    headers = SAFE | {"ETag": etag, "Cache-Control": FOREVER if file.public else BRIEFLY}
    headers["Content-Disposition"] = _disposition(file)
    if if_none_match is not None and etag in {tag.strip() for tag in if_none_match.split(",")}:
        return Response(status_code=304, headers=headers)
    part = byte_range(range_, file.size)
    if part is False:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{file.size}"})
    if isinstance(part, Part):
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
        headers["Content-Length"] = str(part.last - part.first + 1)
        body = _bytes(runtime, file, part)
        return StreamingResponse(body, status_code=206, headers=headers, media_type=file.content_type)
    headers["Content-Length"] = str(file.size)
    body = _bytes(runtime, file, Part(0, file.size - 1))
    return StreamingResponse(body, headers=headers, media_type=file.content_type)


async def _bytes(runtime: Runtime, file: Stored, part: Part) -> AsyncIterator[bytes]:
    left = part.last - part.first + 1
    async for chunk in runtime.files.get(file.key, start=part.first):
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return


def _disposition(file: Stored) -> str:
    """Pictures, sound, films and PDF are shown; everything else is saved (RFC 6266)."""
    shown = kind_of(file.content_type) != "document" or file.content_type == "application/pdf"
    return f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file.name, safe='')}"
