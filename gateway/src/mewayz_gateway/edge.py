"""Edge hygiene: what a request may look like, what of it goes on, and which headers every answer carries."""

import os
import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import quote

from mewayz_gateway.http1 import HOP_BY_HOP, Headers
from mewayz_gateway.settings import GatewaySettings, Network
from mewayz_gateway.upstream import Scope
from mewayz_kit.errors import Malformed, Problem

CAPTURED = frozenset(
    {
        b"authorization",
        b"content-length",
        b"host",
        b"idempotency-key",
        b"mewayz-depth",
        b"mewayz-workspace",
        b"origin",
        b"traceparent",
        b"transfer-encoding",
        b"x-request-id",
    }
)
"""Headers that decide something here; twice the same one is refused, for two readers could choose differently."""
GOES_ON = frozenset({b"content-length", b"host", b"idempotency-key", b"origin"})
DROPPED = HOP_BY_HOP | frozenset(
    {b"expect", b"forwarded", b"via", b"x-real-ip", b"x-original-url", b"x-rewrite-url", b"x-http-method-override"}
)
KEEP, KEEP_ONE, TAKE, DROP, CONNECTION = 1, 2, 3, 4, 5
FATES = (
    dict.fromkeys(DROPPED, DROP)
    | dict.fromkeys(CAPTURED, TAKE)
    | dict.fromkeys(GOES_ON, KEEP_ONE)
    | {b"connection": CONNECTION}
    | dict.fromkeys((b"accept", b"accept-encoding", b"accept-language", b"content-type", b"user-agent"), KEEP)
)
"""What becomes of a header, looked up once per header; the others are judged by `_fate`."""
PLAIN_CONNECTION = frozenset({",keep-alive", ",Keep-Alive", ",close", ",Upgrade", ",upgrade"})
BAD_PATH = re.compile(
    rb"//|/\.{1,2}(?:/|\Z)|\\|%(?:2e|2f|5c|[01][0-9a-f]|7f)|%(?![0-9a-f]{2})|[^\x21-\x7e]", re.IGNORECASE
)
REQUEST_ID = re.compile(rb"[\x21-\x7e]{1,64}")
TRACEPARENT = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
DEPTH = re.compile(rb"[0-9]{1,3}")


class HeadersTooLarge(Problem):
    """431: more or longer headers than we read."""

    status: ClassVar[int] = 431
    default_code: ClassVar[str] = "headers_too_large"


class Inbound:
    """What the gateway read from one request; `headers` are those that go on to the service, `inner` the path and
    raw path it is asked for there, if not the same."""

    __slots__ = (
        "address",
        "authorization",
        "headers",
        "host",
        "idempotency_key",
        "inner",
        "length",
        "method",
        "origin",
        "path",
        "raw_path",
        "request_id",
        "workspace",
    )

    def __init__(self, method: str, path: str, address: str) -> None:
        self.method = method
        self.path = path
        self.raw_path = b""
        self.address = address
        self.request_id = b""
        self.inner: tuple[str, bytes] | None = None
        self.headers: Headers = []
        self.host: bytes | None = None
        self.authorization: bytes | None = None
        self.workspace: str | None = None
        self.idempotency_key: bytes | None = None
        self.origin: bytes | None = None
        self.length: int | None = None


class Edge:
    """Reads requests by the rules of this installation."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._max_headers = settings.max_headers
        self._max_bytes = settings.max_header_bytes
        self._proxies = settings.proxy_networks

    def open(self, scope: Scope) -> Inbound:
        """The request before anything was judged."""
        client = scope.get("client")
        return Inbound(scope.get("method", "WEBSOCKET"), scope["path"], client[0] if client else "")

    def read(self, scope: Scope, inbound: Inbound) -> None:
        """Judge the head of a request and fill `inbound`; `Malformed` or 431 for what we do not take.

        Whatever is refused here still has an id, and an origin whose page may read why.
        """
        seen: dict[bytes, bytes] = {}
        try:
            self._read(scope, inbound, seen)
        except Problem:
            seen = {name: value for name, value in scope["headers"] if name in {b"origin", b"x-request-id"}}
            raise
        finally:
            inbound.origin = seen.get(b"origin")
            given = seen.get(b"x-request-id")
            decent = given is not None and REQUEST_ID.fullmatch(given)
            inbound.request_id = given if given is not None and decent else os.urandom(16).hex().encode()

    def _read(self, scope: Scope, inbound: Inbound, seen: dict[bytes, bytes]) -> None:
        raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        inbound.raw_path = raw
        if not raw.startswith(b"/") or BAD_PATH.search(raw):
            raise Malformed("invalid_path", "The path is not in its normal form.")
        headers: Sequence[tuple[bytes, bytes]] = scope["headers"]
        size = len(raw) + len(scope["query_string"])
        kept, named = inbound.headers, ""
        for pair in headers:
            name, value = pair
            size += len(name) + len(value)
            fate = FATES.get(name) or _fate(name)
            if fate == KEEP:
                kept.append(pair)
            elif fate == CONNECTION:
                named += "," + value.decode("latin-1")
            elif fate != DROP:
                if name in seen:
                    raise Malformed("duplicate_header", f"{name.decode()} is there twice.")
                seen[name] = value
                if fate == KEEP_ONE:
                    kept.append(pair)
        if len(headers) > self._max_headers or size > self._max_bytes:
            raise HeadersTooLarge(detail="The headers and the address together are too long.")
        if named and named not in PLAIN_CONNECTION:
            inbound.headers = _without(kept, named)
        self._take(seen, inbound)
        if self._proxies:
            inbound.address = self._behind_proxies(inbound.address, headers)

    def _take(self, seen: dict[bytes, bytes], inbound: Inbound) -> None:
        inbound.length = _framing(seen)
        inbound.host = seen.get(b"host")
        inbound.authorization = seen.get(b"authorization")
        inbound.idempotency_key = seen.get(b"idempotency-key")
        workspace = seen.get(b"mewayz-workspace")
        if workspace is not None:
            inbound.workspace = workspace.decode("latin-1").strip()
        for name, shape in ((b"traceparent", TRACEPARENT), (b"mewayz-depth", DEPTH)):
            value = seen.get(name)
            if value is not None and shape.fullmatch(value):
                inbound.headers.append((name, value))

    def _behind_proxies(self, address: str, headers: Sequence[tuple[bytes, bytes]]) -> str:
        """The last address that a proxy of ours did not add (the leftmost ones anybody can write)."""
        if not _within(address, self._proxies):
            return address
        hops = b",".join(value for name, value in headers if name == b"x-forwarded-for").decode("latin-1")
        for hop in reversed([part.strip() for part in hops.split(",") if part.strip()]):
            try:
                ip_address(hop)
            except ValueError:
                return address
            address = hop
            if not _within(hop, self._proxies):
                break
        return address


def _fate(name: bytes) -> int:
    """Our own names and what proxies say cannot come from outside; `_` would be read as `-` by some servers."""
    forged = name.startswith((b"mewayz-internal", b"x-forwarded")) or b"_" in name
    return DROP if forged else KEEP


def _without(headers: Headers, connection: str) -> Headers:
    """Without what the caller's `Connection` header names; what decides something here cannot be taken away so."""
    named = {token.strip().lower().encode("latin-1") for token in connection.split(",")} - CAPTURED
    return [pair for pair in headers if pair[0] not in named]


def _within(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def _framing(seen: dict[bytes, bytes]) -> int | None:
    """The length of the body, None when it is not announced; two readings of it are refused (RFC 9112 §6.3)."""
    length, coding = seen.get(b"content-length"), seen.get(b"transfer-encoding")
    if coding is not None and (length is not None or coding.strip().lower() != b"chunked"):
        raise Malformed("ambiguous_framing", "Content-Length and Transfer-Encoding contradict each other.")
    if length is None:
        return None
    if not length.isdigit() or len(length) > 15:
        raise Malformed("invalid_length", "Content-Length is not a number.")
    return int(length)


class Policy:
    """CORS (WHATWG Fetch §3.2) and the security headers, made ready once."""

    ALLOW_HEADERS = (
        b"authorization, content-type, idempotency-key, if-match, if-none-match, mewayz-workspace, x-request-id"
    )
    EXPOSE = (
        b"etag, idempotency-replayed, location, ratelimit-limit, ratelimit-remaining, ratelimit-reset, "
        b"retry-after, x-request-id"
    )

    def __init__(self, settings: GatewaySettings, *, platform: bool = True) -> None:
        """`platform=False`: for hosts of workspaces, whose other hosts are not ours to make strict."""
        self._origins = frozenset(origin.encode() for origin in settings.cors_origins)
        self._own = settings.public_url.rstrip("/").encode()
        always: Headers = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
        ]
        if settings.public_url.startswith("https:"):
            whole = b"; includeSubDomains" if platform else b""
            always.append((b"strict-transport-security", b"max-age=31536000" + whole))
        self._same = tuple(always + ([(b"vary", b"origin")] if self._origins else []))
        self._cross = {
            origin: (
                *self._same,
                (b"access-control-allow-origin", origin),
                (b"access-control-expose-headers", self.EXPOSE),
            )
            for origin in self._origins
        }

    def headers(self, origin: bytes | None) -> tuple[tuple[bytes, bytes], ...]:
        """What every answer to a page of `origin` carries."""
        return self._same if origin is None else self._cross.get(origin, self._same)

    def preflight(self, origin: bytes, methods: Sequence[str]) -> Headers:
        """The answer to a preflight; an origin that is not listed gets no permission."""
        if origin not in self._origins:
            return []
        return [
            (b"access-control-allow-methods", ", ".join(methods).encode()),
            (b"access-control-allow-headers", self.ALLOW_HEADERS),
            (b"access-control-max-age", b"600"),
        ]

    def may_open_socket(self, origin: bytes | None, host: bytes) -> bool:
        """Whether a page of `origin` may open a WebSocket here; browsers do not check that themselves."""
        if origin is None or origin == self._own or origin in self._origins:
            return True
        return origin.partition(b"://")[2] == host
