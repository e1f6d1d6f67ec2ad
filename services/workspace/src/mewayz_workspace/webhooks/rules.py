"""Rules of webhooks: which events match, when to try again, what an answer means, how a message is signed. Pure.

Signatures and headers follow the Standard Webhooks specification 1.0: HMAC-SHA256 over `id.timestamp.body`.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

EVENT_PATTERN = r"^(\*|[a-z]+(\.[a-z_]+)?(\.[a-z_]+)?\.\*|[a-z]+\.[a-z_]+\.[a-z_]+\.v[1-9][0-9]*)$"
"""An event type, or the beginning of some with `*` for the rest: `crm.deal.won.v1`, `crm.deal.*`, `crm.*`, `*`."""
SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)))
)
"""How long after the attempt before it each attempt follows (workspace.md §8)."""
JITTER = 0.1
OVERLAP = timedelta(hours=24)
GIVE_UP_AFTER = timedelta(hours=120)
KEPT_FOR = timedelta(days=90)
MAX_WAIT = timedelta(hours=24)
SECRET_BYTES = 32
RESPONSE_BYTES = 2048
OPEN = ("pending", "retrying")
FAILED = ("exhausted", "skipped")


def matches(patterns: Iterable[str], type_: str) -> bool:
    """Whether an event type is one of those asked for."""
    return any(
        pattern in {"*", type_} or (pattern.endswith(".*") and type_.startswith(pattern[:-1])) for pattern in patterns
    )


def wire_id(message_id: UUID) -> str:
    """The `webhook-id` of a message, the same in every attempt; receivers use it to ignore repetitions."""
    return f"msg_{message_id.hex}"


def spoken(secret: bytes) -> str:
    """A secret as people copy it."""
    return "whsec_" + base64.b64encode(secret).decode()


def signature(secret: bytes, webhook_id: str, timestamp: int, body: bytes) -> str:
    """One `v1` signature."""
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Iterable[bytes], message_id: UUID, body: bytes, *, at: datetime, depth: int) -> dict[str, str]:
    """What is sent with `body`; during a rotation one signature per valid secret, the new one first."""
    webhook_id, timestamp = wire_id(message_id), int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "Mewayz-Webhooks/1.0",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, webhook_id, timestamp, body) for secret in secrets),
        "mewayz-depth": str(depth),
    }


def verdict(status: int | None) -> str:
    """What an attempt came to: delivered (2xx), gone (410) or failed (anything else, redirects and silence too)."""
    if status is not None and 200 <= status < 300:
        return "delivered"
    return "gone" if status == 410 else "failed"


def next_attempt(step: int, *, now: datetime, seed: UUID, answered: Mapping[str, str]) -> datetime | None:
    """When to try again after `step` attempts of a run; None when the run is over.

    The jitter (at most a tenth) only makes it later and is the same for the same `seed` and step. `Retry-After` of
    the answer can make it later still, by at most a day.
    """
    if step >= len(SCHEDULE):
        return None
    draw = int.from_bytes(hashlib.sha256(seed.bytes + bytes([step])).digest()[:4]) / 2**32
    wait = SCHEDULE[step] * (1 + JITTER * draw)
    return now + max(wait, min(retry_after(answered.get("retry-after", ""), now), MAX_WAIT))


def retry_after(text: str, now: datetime) -> timedelta:
    """A `Retry-After` header (RFC 9110 §10.2.3): seconds or a date; zero for none, nonsense, or the past."""
    text = text.strip()
    if re.fullmatch(r"\d{1,9}", text):
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return timedelta(0)
    return max(timedelta(0), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)


def given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an endpoint has failed for so long that it is disabled."""
    return failing_since is not None and now - failing_since >= GIVE_UP_AFTER
