"""What the gateway answers itself: health, key sets, the API document and its reader, the web app's files."""

import asyncio
import hashlib
import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from mewayz_gateway.edge import Inbound
from mewayz_gateway.exchange import Exchange
from mewayz_gateway.http1 import Headers
from mewayz_kit.errors import MethodNotAllowed

DOCS_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
WEB_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    b"connect-src 'self'; media-src 'self' blob:; frame-src 'self'; worker-src 'self'; manifest-src 'self'; "
    b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANDING = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Mewayz API</title>'
    b'<h1>Mewayz</h1><p>The API is described at <a href="/docs">/docs</a>.</p></html>'
)
NOT_PAGES = ("/api/", "/internal/", "/.well-known/", "/assets/")
Page = Callable[[Inbound, Exchange], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send; `packed` holds the compressed forms the build made."""

    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    etag: bytes
    packed: tuple[tuple[bytes, bytes], ...] = ()


class Site:
    """Pages by exact path, and the web app for what is no API address."""

    def __init__(
        self,
        *,
        openapi: Callable[[], bytes] | None,
        web_dir: Path | None,
        own_keys: dict[str, Any],
        public_keys: Callable[[], Awaitable[dict[str, Any]]],
        ready: Callable[[], bool],
    ) -> None:
        """`own_keys` verify internal tokens, `public_keys` access tokens."""
        self._ready = ready
        self._own_keys = orjson.dumps(own_keys)
        self._public_keys = public_keys
        self._web = load_web(web_dir) if web_dir is not None else {}
        self._pages: dict[str, Page] = {
            "/healthz": self._healthz,
            "/readyz": self._readyz,
            "/internal/v1/jwks": self._internal_jwks,
            "/.well-known/jwks.json": self._jwks,
        }
        if openapi is not None:
            self._add_docs(openapi)
        if not self._web:
            self._add("/", make_asset(LANDING, "text/html; charset=utf-8", policy=DOCS_POLICY))

    def page(self, inbound: Inbound) -> Page | None:
        """The page at exactly this path."""
        page = self._pages.get(inbound.path)
        if page is not None and inbound.method not in {"GET", "HEAD"}:
            raise MethodNotAllowed(detail="This page is only read.", headers={"Allow": "GET, HEAD"})
        return page

    async def web(self, inbound: Inbound, exchange: Exchange) -> bool:
        """Answer with a file of the web app, or its start page for an address inside the app."""
        if inbound.method not in {"GET", "HEAD"} or not self._web:
            return False
        path = inbound.path
        name = path.strip("/") or "index"
        for candidate in (path, f"/{name}.html", f"/site/{name}.html", f"/auth/{name}.html"):
            if candidate in self._web:
                await send_asset(self._web[candidate], inbound, exchange)
                return True
        if path.startswith(NOT_PAGES) or "." in path.rpartition("/")[2]:
            return False
        shell = self._web.get("/app.html") or self._web.get("/index.html")
        if shell is None:
            return False
        await send_asset(shell, inbound, exchange)
        return True

    def _add(self, path: str, asset: Asset) -> None:
        async def page(inbound: Inbound, exchange: Exchange) -> None:
            await send_asset(asset, inbound, exchange)

        self._pages[path] = page

    def _add_docs(self, openapi: Callable[[], bytes]) -> None:
        made: list[Asset] = []

        async def document(inbound: Inbound, exchange: Exchange) -> None:
            # Made for the first who reads it: that can take seconds, which no start should wait for.
            if not made:
                made.append(make_asset(await asyncio.to_thread(openapi), "application/json"))
            await send_asset(made[0], inbound, exchange)

        self._pages["/api/v1/openapi.json"] = document
        folder = files("mewayz_gateway") / "static"
        html = (folder / "docs.html").read_bytes()
        self._add("/docs", make_asset(html, "text/html; charset=utf-8", policy=DOCS_POLICY))
        self._add("/docs/docs.js", make_asset((folder / "docs.js").read_bytes(), "text/javascript; charset=utf-8"))
        self._add("/docs/docs.css", make_asset((folder / "docs.css").read_bytes(), "text/css; charset=utf-8"))

    async def _healthz(self, _: Inbound, exchange: Exchange) -> None:
        await exchange.answer(200, _json(b'{"status":"ok"}'), b'{"status":"ok"}')

    async def _readyz(self, _: Inbound, exchange: Exchange) -> None:
        ready = self._ready()
        body = b'{"status":"ready"}' if ready else b'{"status":"revocations_unknown"}'
        await exchange.answer(200 if ready else 503, _json(body), body)

    async def _internal_jwks(self, _: Inbound, exchange: Exchange) -> None:
        await exchange.answer(200, _json(self._own_keys), self._own_keys)

    async def _jwks(self, _: Inbound, exchange: Exchange) -> None:
        body = orjson.dumps(await self._public_keys())
        await exchange.answer(200, [*_json(body, cache=b"public, max-age=60")], body)


def _json(body: bytes, *, cache: bytes = b"no-store") -> Headers:
    return [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", cache),
    ]


def make_asset(
    body: bytes,
    media_type: str,
    *,
    policy: bytes | None = None,
    hashed: bool = False,
    packed: tuple[tuple[bytes, bytes], ...] = (),
) -> Asset:
    """A file with its headers: hashed names never change, all others are asked about again each time."""
    headers = [
        (b"content-type", media_type.encode()),
        (b"cache-control", b"public, max-age=31536000, immutable" if hashed else b"no-cache"),
    ]
    if policy is not None:
        headers += [(b"content-security-policy", policy), (b"cross-origin-opener-policy", b"same-origin")]
    if packed:
        headers.append((b"vary", b"accept-encoding"))
    etag = b'"' + hashlib.sha256(body).hexdigest()[:24].encode() + b'"'
    return Asset(body, tuple(headers), etag, packed)


async def send_asset(asset: Asset, inbound: Inbound, exchange: Exchange) -> None:
    """Send a file, packed if the browser takes it, or 304 if it has it."""
    asked = dict(inbound.headers)
    headers = [*asset.headers, (b"etag", asset.etag)]
    if asset.etag in asked.get(b"if-none-match", b""):
        await exchange.answer(304, headers, b"")
        return
    body = asset.body
    accepted = asked.get(b"accept-encoding", b"")
    for coding, form in asset.packed:
        if coding in accepted:
            headers.append((b"content-encoding", coding))
            body = form
            break
    headers.append((b"content-length", str(len(body)).encode()))
    await exchange.answer(200, headers, body)


def load_web(folder: Path) -> dict[str, Asset]:
    """Every file of the built web app by its address; read once, for a deploy is a new process."""
    found: dict[str, Asset] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if file.suffix in {".br", ".gz", ".map"}:
            continue
        address = "/" + file.relative_to(folder).as_posix()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
        packed = tuple(
            (coding, Path(f"{file}{suffix}").read_bytes())
            for coding, suffix in ((b"br", ".br"), (b"gzip", ".gz"))
            if Path(f"{file}{suffix}").is_file()
        )
        found[address] = make_asset(
            file.read_bytes(),
            f"{kind}; charset=utf-8" if text else kind,
            policy=WEB_POLICY if file.suffix == ".html" else None,
            hashed=address.startswith("/assets/"),
            packed=packed,
        )
    return found
