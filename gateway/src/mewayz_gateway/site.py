"""What the gateway answers itself: health, key sets, the API document and its reader, the web app's files."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

import orjson

from mewayz_gateway.edge import Inbound
from mewayz_gateway.exchange import Exchange
from mewayz_gateway.http1 import Headers
from mewayz_gateway.web import Asset, Web, choose, make_asset
from mewayz_kit.errors import MethodNotAllowed

DOCS_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DOCS_HEADERS = ((b"content-security-policy", DOCS_POLICY), (b"cross-origin-opener-policy", b"same-origin"))
LANDING = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Mewayz API</title>'
    b'<h1>Mewayz</h1><p>The API is described at <a href="/docs">/docs</a>.</p></html>'
)
Page = Callable[[Inbound, Exchange], Awaitable[None]]


class Site:
    """Pages by exact path, and the web app for what is no API address."""

    def __init__(
        self,
        *,
        openapi: Callable[[], bytes] | None,
        web: Web | None,
        own_keys: dict[str, Any],
        public_keys: Callable[[], Awaitable[dict[str, Any]]],
        ready: Callable[[], bool],
    ) -> None:
        """`own_keys` verify internal tokens, `public_keys` access tokens."""
        self._ready = ready
        self._own_keys = orjson.dumps(own_keys)
        self._public_keys = public_keys
        self._web = web
        self._pages: dict[str, Page] = {
            "/healthz": self._healthz,
            "/readyz": self._readyz,
            "/internal/v1/jwks": self._internal_jwks,
            "/.well-known/jwks.json": self._jwks,
        }
        if openapi is not None:
            self._add_docs(openapi)
        if self._web is None:
            self._add("/", make_asset(LANDING, "text/html; charset=utf-8", extra=DOCS_HEADERS))

    def page(self, inbound: Inbound) -> Page | None:
        """The page at exactly this path."""
        page = self._pages.get(inbound.path)
        if page is not None and inbound.method not in {"GET", "HEAD"}:
            raise MethodNotAllowed(detail="This page is only read.", headers={"Allow": "GET, HEAD"})
        return page

    async def web(self, inbound: Inbound, exchange: Exchange) -> bool:
        """Answer with a file or a page of the web app."""
        if self._web is None or inbound.method not in {"GET", "HEAD"}:
            return False
        found = self._web.find(inbound.path)
        if found is None:
            return False
        status, asset = found
        await send_asset(asset, inbound, exchange, status)
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
        self._add("/docs", make_asset(html, "text/html; charset=utf-8", extra=DOCS_HEADERS))
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


async def send_asset(asset: Asset, inbound: Inbound, exchange: Exchange, status: int = 200) -> None:
    """Send a file, packed if the browser takes it, or 304 if it has it."""
    known, headers, body = choose(asset, dict(inbound.headers))
    await exchange.answer(304 if known and status == 200 else status, headers, body)
