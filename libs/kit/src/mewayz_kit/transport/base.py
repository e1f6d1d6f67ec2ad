"""The seam between the outbox and the inbox.

A transport only carries. It never drops, retries, orders or dead-letters: those are rows in the schemas of the
services (see `outbox` and `inbox`).
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Accept = Callable[[Sequence["Envelope"]], Awaitable[None]]
Listen = Callable[["Envelope"], Awaitable[None]]


class Envelope(BaseModel):
    """A CloudEvents 1.0 event with our extension attributes (their names are lower-case letters by that rule).

    `key` orders: two envelopes of one type family with one key are handled in the order they were published.
    `public` says whether webhooks, automations and streams may see it; `audit` is for the audit feed only.
    """

    model_config = ConfigDict(frozen=True)

    specversion: str = "1.0"
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    data: dict[str, Any]
    public: bool = True
    workspaceid: UUID | None = None
    actor: str | None = None
    audit: dict[str, Any] | None = None
    aggregateversion: int | None = None
    correlationid: UUID
    causationid: UUID | None = None
    depth: int = Field(default=0, ge=0)
    traceparent: str | None = None


class Interest:
    """A set of types: exact names, `*` for every one, or patterns in which `*` stands for exactly one word."""

    def __init__(self, types: Iterable[str]) -> None:
        self._exact = frozenset(types)
        self._patterns = [type_.split(".") for type_ in self._exact if "*" in type_ and type_ != "*"]

    def __call__(self, type_: str) -> bool:
        """Whether `type_` is one of them."""
        if type_ in self._exact or "*" in self._exact:
            return True
        return bool(self._patterns) and any(_fits(pattern, type_.split(".")) for pattern in self._patterns)


class Transport(Protocol):
    """What a transport can do. Both implementations pass `TransportSuite`.

    It is told which services the house consists of, and sends nothing before each of them has subscribed for the first
    time: who came later would never hear of it.
    """

    async def start(self) -> None:
        """Connect; called before any other method, in both the sending and the receiving process."""

    async def stop(self) -> None:
        """Stop receiving, let what is in flight finish, disconnect."""

    async def publish(self, envelopes: Sequence[Envelope]) -> int:
        """Send in order and answer how many, from the first, are safely kept; stops at the first failure."""

    async def subscribe(self, service: str, types: Sequence[str], accept: Accept) -> None:
        """Hand every envelope of `types` to `accept` at least once; it is forgotten only after `accept` returns.

        `types` as in `Interest`. All replicas of a service share one subscription.
        """

    async def listen(self, types: Sequence[str], callback: Listen) -> None:
        """Tell *every* listening process, at most once each: for caches that also have a lifetime."""


def _fits(pattern: Sequence[str], words: Sequence[str]) -> bool:
    return len(pattern) == len(words) and all(p in {"*", w} for p, w in zip(pattern, words, strict=True))
