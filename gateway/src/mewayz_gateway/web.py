"""The files of the web app, as its build lists them in `web.json`: which address is which file, with which headers.

A hashed file never changes. A page of the app is `app.html` whatever its path holds, a public page has a file of its
own; an address that the list does not know is the page `404.html` with the status 404, and a missing file is a plain
problem, never a page. What search engines need to know of our own origin is said here, for the build does not know it.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import orjson

from mewayz_gateway.http1 import Headers
from mewayz_kit.config import ConfigurationError

LIST, MISSING = "web.json", "/404.html"
NOT_PAGES = ("/api/", "/internal/", "/.well-known/", "/assets/")
PACKED = ((b"br", ".br"), (b"gzip", ".gz"))
Raw = tuple[tuple[bytes, bytes], ...]
"""Pairs of bytes: headers with their values, codings with their bodies."""
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}
"""What the tables of operating systems do not agree on."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send; `packed` holds the compressed forms the build made."""

    body: bytes
    headers: Raw
    etag: bytes
    packed: Raw = ()


class Web:
    """Everything the build has made, read once: a deploy is a new process."""

    def __init__(self, folder: Path, origin: str) -> None:
        try:
            listed = orjson.loads((folder / LIST).read_bytes())
        except OSError:
            raise ConfigurationError(f"{folder} holds no {LIST}; build the web app with `npm run build`.") from None
        documents = {address: _encoded(headers) for address, headers in listed.get("documents", {}).items()}
        self._files = _files(folder, _encoded(listed["headers"]), documents)
        self._app = _pattern(listed["app"])
        site, languages = listed["site"], listed.get("languages", [])
        self._site = [
            (_pattern([path]), _linked(self._files[file], origin, path, _alternates(path, site, languages)))
            for path, file in site.items()
        ]
        public = [origin + path for path in site if ":" not in path]
        self._files["/robots.txt"] = make_asset(_robots(origin), "text/plain; charset=utf-8")
        self._files["/sitemap.xml"] = make_asset(_sitemap(public), "application/xml; charset=utf-8")

    def find(self, path: str) -> tuple[int, Asset] | None:
        """Status and file for an address; None where a page would be no answer."""
        if path != MISSING and (file := self._files.get(path)) is not None:
            return 200, file
        if self._app.fullmatch(path):
            return 200, self._files["/app.html"]
        for pattern, page in self._site:
            if pattern.fullmatch(path):
                return 200, page
        if path.startswith(NOT_PAGES) or "." in path.rpartition("/")[2]:
            return None
        return 404, self._files[MISSING]


def load_web(folder: Path | None, public_url: str) -> Web | None:
    """The files of a build, at our own address; None where there is no web app."""
    return Web(folder, public_url.rstrip("/")) if folder is not None else None


def make_asset(
    body: bytes,
    media_type: str,
    *,
    extra: Headers | Raw = (),
    hashed: bool = False,
    packed: Raw = (),
) -> Asset:
    """A file with its headers: hashed names never change, all others are asked about again each time."""
    headers = [
        (b"content-type", media_type.encode()),
        (b"cache-control", b"public, max-age=31536000, immutable" if hashed else b"no-cache"),
        *extra,
    ]
    if packed:
        headers.append((b"vary", b"accept-encoding"))
    etag = b'"' + hashlib.sha256(body).hexdigest()[:24].encode() + b'"'
    return Asset(body, tuple(headers), etag, packed)


def choose(asset: Asset, asked: Mapping[bytes, bytes]) -> tuple[bool, Headers, bytes]:
    """Whether the browser has it already; headers and body otherwise, packed if it takes that."""
    headers = [*asset.headers, (b"etag", asset.etag)]
    if asset.etag in asked.get(b"if-none-match", b""):
        return True, headers, b""
    accepted = asked.get(b"accept-encoding", b"")
    for coding, form in asset.packed:
        if coding in accepted:
            headers += [(b"content-encoding", coding), (b"content-length", str(len(form)).encode())]
            return False, headers, form
    headers.append((b"content-length", str(len(asset.body)).encode()))
    return False, headers, asset.body


def _encoded(headers: Mapping[str, str]) -> Raw:
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


def _files(folder: Path, extra: Raw, documents: Mapping[str, Raw]) -> dict[str, Asset]:
    """Documents have the headers `extra`, or their own."""
    found: dict[str, Asset] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if file.suffix in {".br", ".gz", ".map"} or file.name == LIST:
            continue
        address = "/" + file.relative_to(folder).as_posix()
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        packed = tuple(
            (coding, Path(f"{file}{suffix}").read_bytes())
            for coding, suffix in PACKED
            if Path(f"{file}{suffix}").is_file()
        )
        found[address] = make_asset(
            file.read_bytes(),
            f"{kind}; charset=utf-8" if text else kind,
            extra=documents.get(address, extra) if file.suffix == ".html" else (),
            hashed=address.startswith("/assets/"),
            packed=packed,
        )
    return found


def _pattern(patterns: Sequence[Any]) -> re.Pattern[str]:
    """One expression for every page: `/crm/contacts/:id` stands for any one word in that place."""
    made = [
        "/".join("[^/]+" if part.startswith(":") else re.escape(part) for part in pattern.split("/"))
        for pattern in patterns
    ]
    return re.compile("(?:" + "|".join(made) + ")/?")


def _linked(page: Asset, origin: str, path: str, alternates: Mapping[str, str]) -> Asset:
    """The page says its one address, by which search engines join it with its copies under other names of the host.

    It also says where it stands in other languages; the first one is for everybody else.
    """
    if ":" in path:
        return page
    links = [f'<{origin}{path}>; rel="canonical"']
    if len(alternates) > 1:
        spoken = {**alternates, "x-default": next(iter(alternates.values()))}
        links += [f'<{origin}{one}>; rel="alternate"; hreflang="{language}"' for language, one in spoken.items()]
    return replace(page, headers=(*page.headers, (b"link", ", ".join(links).encode())))


def _alternates(path: str, site: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """The addresses of a page by language: those of the first begin with nothing, of others with their name."""
    homes = {language: f"/{language}" if place else "" for place, language in enumerate(languages)}
    own = next((home for home in homes.values() if home and f"{path}/".startswith(f"{home}/")), "")
    bare = path.removeprefix(own).rstrip("/")
    there = {language: f"{home}{bare}" or "/" for language, home in homes.items()}
    return {language: one for language, one in there.items() if one in site}


def _robots(origin: str) -> bytes:
    return f"User-agent: *\nDisallow: /api/\nAllow: /\nSitemap: {origin}/sitemap.xml\n".encode()


def _sitemap(addresses: Sequence[str]) -> bytes:
    entries = "".join(f"<url><loc>{escape(address)}</loc></url>" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}{entries}</urlset>".encode()
