"""Calls to addresses that users name: webhooks, feeds, outside APIs.

Against SSRF: the host is resolved once, every address it has must be a public one, and the connection goes to an
address that was checked, while `Host` and the TLS name stay the host's. No redirect is followed, no proxy of the
environment used, only https spoken. What an operator lists in `MEWAYZ_EGRESS_ALLOW` (hosts, or CIDRs of private
networks, separated by commas) may be private and plain http.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpx2
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from mewayz_kit.errors import Unavailable, Unprocessable

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
MAX_URL = 2048
CONNECT_SECONDS = 5.0
GLOBAL_UNICAST = IPv6Network("2000::/3")
"""RFC 4291 §2.4: every IPv6 address that can be public lies here; mapped, local and multicast ones do not."""
NOT_PUBLIC: tuple[IPv4Network | IPv6Network, ...] = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "198.18.0.0/15",  # benchmarks, RFC 2544
            "240.0.0.0/4",  # reserved, RFC 1112
            "2001::/23",  # IETF protocol assignments with Teredo, RFC 2928
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4 carries an IPv4 address, RFC 3056
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)


class EgressRefused(Unprocessable):
    """422: this URL must not be called from here."""

    default_code = "destination_refused"


class EgressFailed(Unavailable):
    """503: the call gave no usable answer; the code says why, trying again later can help."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; `status` may be anything, redirects included."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """A checked URL with the addresses it may be called at."""

    url: httpx2.URL
    addresses: tuple[Address, ...]


def is_public(address: Address) -> bool:
    """Whether `address` is one that anybody on the internet may be reached at."""
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in NOT_PUBLIC if network.version == address.version)


async def _resolve(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Egress:
    """Calls outside addresses. One per process; it holds no connection between calls."""

    def __init__(self, allow: str = "", *, resolve: Resolve = _resolve, tls: ssl.SSLContext | None = None) -> None:
        entries = [entry.strip().lower() for entry in allow.split(",") if entry.strip()]
        self._networks = [network for entry in entries if (network := _network(entry)) is not None]
        self._hosts = {entry for entry in entries if _network(entry) is None}
        self._resolve = resolve
        self._tls = tls
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=5, default_ttl=30.0)

    def glance(self, url: str) -> None:
        """`EgressRefused` for what is wrong without asking a name server: form, plain http, a private address.

        For storing a URL; every call checks it whole.
        """
        parsed = _parse(url)
        host = _host(parsed)
        try:
            address = ip_address(parsed.host.strip("[]"))
        except ValueError:
            private, allowed = host == "localhost" or host.endswith(".localhost"), host in self._hosts
        else:
            private, allowed = not is_public(address), host in self._hosts or self._is_allowed(address)
        if private and not allowed:
            raise EgressRefused(detail=f"{host} is not a public address.")
        if parsed.scheme != "https" and not allowed:
            raise EgressRefused("https_required", "Only https addresses are called.")

    async def check(self, url: str) -> Target:
        """The target of `url`, or `EgressRefused`; for registering a URL without calling it yet."""
        parsed = _parse(url)
        host, port = _host(parsed), parsed.port or (443 if parsed.scheme == "https" else 80)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                texts = await self._resolve(host, port)
        except (OSError, UnicodeError, TimeoutError) as error:
            raise EgressRefused("host_unknown", f"{host} has no address.") from error
        addresses = tuple(dict.fromkeys(ip_address(text.partition("%")[0]) for text in texts))
        if not addresses:
            raise EgressRefused("host_unknown", f"{host} has no address.")
        listed = host in self._hosts
        for address in addresses:
            if not (listed or self._is_allowed(address) or is_public(address)):
                raise EgressRefused(detail=f"{host} is not a public address.")
        if parsed.scheme != "https" and not (listed or all(map(self._is_allowed, addresses))):
            raise EgressRefused("https_required", "Only https addresses are called.")
        return Target(parsed, addresses)

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        json: Any = None,
        timeout: float = 10.0,
        limit: int = 1_048_576,
    ) -> Answer:
        """Call `url` within `timeout` seconds in all; an answer of more than `limit` bytes is refused.

        Raises `EgressRefused` before anything is sent, `EgressFailed` when no whole answer came.
        """
        target = await self.check(url)
        try:
            breaker = await self._breakers.get_breaker(target.url.netloc.decode(), exclude=[EgressFailed])
            async with breaker, asyncio.timeout(timeout):
                return await self._call(target, method, dict(headers or {}), content, json, limit)
        except OpenedState as error:
            raise EgressFailed("egress_paused", f"{target.url.host} kept failing.", retry_after=30) from error
        except TimeoutError as error:
            raise EgressFailed("egress_timeout", f"{target.url.host} took more than {timeout:g} s.") from error
        except httpx2.HTTPError as error:
            raise EgressFailed("egress_unreachable", f"{target.url.host}: {type(error).__name__}.") from error

    async def _call(
        self, target: Target, method: str, headers: dict[str, str], content: bytes | None, json: Any, limit: int
    ) -> Answer:
        # A client of its own: a pooled connection to this address may belong to another TLS name.
        client = httpx2.AsyncClient(
            verify=self._context(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
        )
        # Compressed answers could unpack to any size, so none is asked for and none is read.
        headers |= {"Host": target.url.netloc.decode(), "Accept-Encoding": "identity"}
        extensions = {"sni_hostname": _host(target.url)} if target.url.scheme == "https" else {}
        async with client:
            failure: httpx2.HTTPError | None = None
            for address in target.addresses:
                pinned = target.url.copy_with(host=str(address))
                request = client.build_request(
                    method, pinned, headers=headers, content=content, json=json, extensions=extensions
                )
                try:
                    response = await client.send(request, stream=True)
                except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                    failure = error
                    continue
                return await _read(response, limit)
        raise failure or httpx2.ConnectError("no address")

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = httpx2.create_ssl_context()
        return self._tls

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self._networks if network.version == address.version)


async def _read(response: httpx2.Response, limit: int) -> Answer:
    try:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise EgressFailed("egress_unreadable", "The answer is compressed although none was asked for.")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > limit:
                raise EgressFailed("egress_too_large", f"The answer has more than {limit} bytes.")
        return Answer(response.status_code, dict(response.headers), bytes(body))
    finally:
        await response.aclose()


def _parse(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError) as error:
        raise EgressRefused("url_invalid", "This is not a URL.") from error
    if len(url) > MAX_URL or parsed.scheme not in {"https", "http"} or not parsed.host or parsed.userinfo:
        raise EgressRefused("url_invalid", "Give an https URL without user name and password.")
    return parsed


def _host(url: httpx2.URL) -> str:
    """As DNS and TLS spell it: lower case, internationalised labels in Punycode."""
    return url.raw_host.decode("ascii").lower()


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None
