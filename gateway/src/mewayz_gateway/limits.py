"""Rate limits: fixed windows of one minute per principal or address, workspace and class.

Counters live in this process, or, with `MEWAYZ_GATEWAY_REDIS_URL`, in Redis through the `limits` library, shared by
all replicas. (The library's own memory storage walks all its keys at each hit, so one process counts by itself.)
When Redis is away the process goes on counting alone: a limit may then be looser, but never absent.
"""

import time
from collections.abc import Callable
from importlib import import_module
from ipaddress import IPv6Address, ip_address
from typing import Protocol

import structlog
from limits.aio.storage import Storage
from limits.storage import storage_from_string

from mewayz_gateway.passes import Header
from mewayz_gateway.settings import GatewaySettings
from mewayz_kit.config import ConfigurationError
from mewayz_kit.errors import TooManyRequests

WINDOW = 60
MAX_KEYS = 200_000
PER_ADDRESS = frozenset({"auth", "public"})
log = structlog.get_logger(__name__)


class Counters(Protocol):
    """Counts hits per key and window."""

    async def hit(self, key: str) -> tuple[int, float]:
        """Count one; the count in this window and the seconds until it ends."""

    async def count(self, key: str) -> int:
        """The count in this window."""

    async def close(self) -> None:
        """Give back connections."""


class LocalCounters:
    """Counters of this process; all windows end together, so forgetting them is one assignment."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._window = 0
        self._counts: dict[str, int] = {}

    async def hit(self, key: str) -> tuple[int, float]:
        """Count one."""
        now = self._roll()
        count = self._counts.get(key, 0) + 1
        if len(self._counts) < MAX_KEYS or count > 1:
            self._counts[key] = count
        return count, WINDOW - now % WINDOW

    async def count(self, key: str) -> int:
        """The count in this window."""
        self._roll()
        return self._counts.get(key, 0)

    def _roll(self) -> float:
        now = self._now()
        window = int(now // WINDOW)
        if window != self._window:
            self._window, self._counts = window, {}
        return now

    async def close(self) -> None:
        """Nothing to give back."""


class SharedCounters:
    """Counters in Redis, with those of this process to fall back on."""

    def __init__(self, url: str) -> None:
        try:
            redis = import_module("redis.asyncio")
        except ImportError:
            raise ConfigurationError("MEWAYZ_GATEWAY_REDIS_URL needs the extra `mewayz-gateway[redis]`.") from None
        self._pool = redis.ConnectionPool.from_url(url)
        storage = storage_from_string(f"async+{url}", implementation="redispy", connection_pool=self._pool)
        assert isinstance(storage, Storage)
        self._storage = storage
        self._own = LocalCounters()

    async def hit(self, key: str) -> tuple[int, float]:
        """Count one."""
        try:
            count = await self._storage.incr(f"mewayz:rate:{key}", WINDOW)
            return count, max(0.0, await self._storage.get_expiry(f"mewayz:rate:{key}") - time.time())
        except Exception as error:  # whatever Redis suffers from, requests must go on and limits must hold
            log.warning("limits.storage.away", error=type(error).__name__)
            return await self._own.hit(key)

    async def count(self, key: str) -> int:
        """The count in this window."""
        try:
            return int(await self._storage.get(f"mewayz:rate:{key}"))
        except Exception as error:  # as above
            log.warning("limits.storage.away", error=type(error).__name__)
            return await self._own.count(key)

    async def close(self) -> None:
        """Give back connections."""
        await self._pool.aclose()


class Limits:
    """Applies the classes of the routes."""

    def __init__(self, settings: GatewaySettings, *, now: Callable[[], float] = time.time) -> None:
        redis = settings.redis_url
        self._counters: Counters = SharedCounters(redis.get_secret_value()) if redis else LocalCounters(now=now)
        self._per_minute = {
            "default": settings.rate_default,
            "auth": settings.rate_auth,
            "upload": settings.rate_upload,
            "public": settings.rate_public,
        }
        self._denied = settings.rate_denied
        self._policies = {name: (b"ratelimit-limit", str(limit).encode()) for name, limit in self._per_minute.items()}

    async def spend(self, rate: str, payer: str | None, address: str) -> list[Header]:
        """Take one request from its class, or 429; the headers tell what is left (seconds until it refills)."""
        limit = self._per_minute.get(rate)
        if limit is None:
            rate, limit = "default", self._per_minute["default"]
        who = block_of(address) if payer is None or rate in PER_ADDRESS else payer
        count, seconds = await self._counters.hit(f"{rate}:{who}")
        reset = int(seconds) + 1
        if count > limit:
            raise TooManyRequests(
                detail=f"More than {limit} requests in a minute.",
                retry_after=reset,
                headers={
                    "RateLimit-Limit": str(limit),
                    "RateLimit-Remaining": "0",
                    "RateLimit-Reset": str(reset),
                },
            )
        return [
            self._policies[rate],
            (b"ratelimit-remaining", b"%d" % (limit - count)),
            (b"ratelimit-reset", b"%d" % reset),
        ]

    async def check_denied(self, address: str) -> None:
        """429 for an address that tried too many unknown keys or tickets; each costs identity a question."""
        if await self._counters.count(f"denied:{block_of(address)}") >= self._denied:
            raise TooManyRequests(detail="Too many credentials that are not valid.", retry_after=WINDOW)

    async def count_denied(self, address: str) -> None:
        """Remember that an address tried one."""
        await self._counters.hit(f"denied:{block_of(address)}")

    async def close(self) -> None:
        """Give back connections."""
        await self._counters.close()


def block_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 of an IPv6 one, which one customer has whole."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or f"{int(parsed) >> 64:x}/64")
    return address
