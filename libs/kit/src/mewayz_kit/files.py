"""The private store for files that the product makes: exports, imports, attachments, rendered documents.

A file lives in a directory (`file:///var/lib/mewayz/files`) or in a bucket that speaks S3
(`s3://bucket?endpoint=https://…&region=…`, credentials from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`).
Name, media type and owner of a file are columns of whoever stores it; here is only its content under a key.

Every service has an area of its own, so no key reaches the files of another service. The one area that two
services see is `exchange`: it hands a file over, and the event that announces it carries the key.
"""

import os
import re
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

EXCHANGE = "exchange"
CHUNK = 256 * 1024
"""How many bytes a reader gets at a time, at least; the last chunk may be smaller."""
MAX_KEY = 512
_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._=@+-]*")
_S3_OPTIONS = {"endpoint", "region"}


class InvalidKey(ValueError):
    """A key that is not a plain relative path: a mistake of the caller, refused and never repaired."""


class FileStore:
    """The files of one area. Nothing on disk or network is touched before the first file is."""

    def __init__(self, connect: Callable[[], ObjectStore], area: str) -> None:
        self._connect = connect
        self._area = checked_key(area)
        self._store: ObjectStore | None = None

    @property
    def exchange(self) -> "FileStore":
        """The area in which services hand files to each other; keys should start with the sender's name."""
        return FileStore(self._opened, EXCHANGE)

    async def put(self, key: str, data: bytes | AsyncIterator[bytes]) -> None:
        """Store a file, replacing one of the same key. Readers see the old file or all of the new one.

        When `data` raises or the caller is cancelled, the earlier file stays and no part of the new one does.
        """
        await obstore.put_async(*self._at(key), data)

    async def get(self, key: str, *, start: int = 0) -> AsyncIterator[bytes]:
        """The content from byte `start` on, chunk by chunk. Raises `FileNotFoundError` before the first chunk."""
        size = await self.head(key) if start else None
        if size is not None and start >= size:
            return
        result = await obstore.get_async(*self._at(key), options={"range": {"offset": start}} if start else None)
        async for chunk in result.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def head(self, key: str) -> int | None:
        """The size in bytes, or None when there is no such file."""
        try:
            return (await obstore.head_async(*self._at(key)))["size"]
        except FileNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        """Forget a file; one that is not there is already forgotten."""
        try:
            await obstore.delete_async(*self._at(key))
        except FileNotFoundError:
            return

    def _at(self, key: str) -> tuple[ObjectStore, str]:
        path = f"{self._area}/{checked_key(key)}"
        return self._opened(), path

    def _opened(self) -> ObjectStore:
        if self._store is None:
            self._store = self._connect()
        return self._store


def open_files(url: str, service: str) -> FileStore:
    """The store of `service` at `url`. Raises ValueError, in words for an operator, for any other URL."""
    if service == EXCHANGE:
        raise ValueError(f"{EXCHANGE!r} is the shared area and cannot be the name of a service")
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and len(parts.path) > 1:
        return FileStore(partial(_open_directory, Path(unquote(parts.path))), service)
    if parts.scheme == "s3" and parts.netloc:
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        if unknown := options.keys() - _S3_OPTIONS:
            raise ValueError(f"the file store URL has unknown options: {', '.join(sorted(unknown))}")
        return FileStore(partial(_open_bucket, parts.netloc, options), service)
    raise ValueError("the file store URL is neither file:///path nor s3://bucket?endpoint=…&region=…")


def checked_key(key: str) -> str:
    """`key` itself, when it is relative segments of plain characters, none of which starts with a dot."""
    if len(key) > MAX_KEY or not all(_SEGMENT.fullmatch(segment) for segment in key.split("/")):
        raise InvalidKey(f"not a key of the file store: {key[:80]!r}")
    return key


def _open_directory(root: Path) -> ObjectStore:
    os.makedirs(root, mode=0o700, exist_ok=True)
    return LocalStore(root)


def _open_bucket(bucket: str, options: dict[str, str]) -> ObjectStore:
    endpoint = options.get("endpoint")
    region = options.get("region") or os.environ.get("AWS_REGION") or "us-east-1"
    if endpoint is None:
        return S3Store(bucket, region=region)
    # An operator who names a plain http endpoint means a store on the same private network.
    allow_http = endpoint.startswith("http://")
    return S3Store(bucket, region=region, endpoint=endpoint, client_options={"allow_http": allow_http})
