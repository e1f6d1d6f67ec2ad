"""States of an export, and its times."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from mewayz_kit.state import Machine

EXPORT = Machine(
    "export",
    {
        ("queued", "collect"): "collecting",
        ("collecting", "finish"): "ready",
        ("queued", "give_up"): "failed",
        ("collecting", "give_up"): "failed",
        ("failed", "retry"): "queued",
        ("ready", "expire"): "expired",
    },
)
TIMEOUT = timedelta(hours=24)
KEPT = timedelta(days=7)
ASK_AGAIN = timedelta(hours=1)


def missing(parts: Mapping[str, Any], services: Iterable[str]) -> list[str]:
    """The services whose part is not there yet."""
    return sorted(set(services) - parts.keys())
