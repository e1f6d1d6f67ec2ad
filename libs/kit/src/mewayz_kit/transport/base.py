"""The seam between the outbox and the inbox.

A transport only carries. It never drops, retries, orders or dead-letters: those are rows in the schemas of the
services (see `outbox` and `inbox`).
"""

from collections.abc import Awaitable, Callable, Sequence
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


class Transport(Protocol):
    """What a transport can do. Both implementations pass `TransportSuite`."""

    async def start(self) -> None:
        """Connect; called before any other method, in both the sending and the receiving process."""

    async def stop(self) -> None:
        """Stop receiving, let what is in flight finish, disconnect."""

    async def publish(self, envelopes: Sequence[Envelope]) -> int:
        """Send in order and answer how many, from the first, are safely kept; stops at the first failure."""

    async def subscribe(self, service: str, types: Sequence[str], accept: Accept) -> None:
        """Hand every envelope of `types` to `accept` at least once; it is forgotten only after `accept` returns.

        A type `*` means every type. All replicas of a service share one subscription.
        """

    async def listen(self, types: Sequence[str], callback: Listen) -> None:
        """Tell *every* listening process, at most once each: for caches that also have a lifetime."""
