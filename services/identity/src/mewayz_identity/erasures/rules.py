"""States of an erasure (contracts §4, saga H). What runs only goes forward."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from mewayz_kit.state import Machine

ERASURE = Machine(
    "erasure",
    {
        ("scheduled", "cancel"): "cancelled",
        ("scheduled", "fall_due"): "checking",
        ("checking", "clear"): "running",
        ("checking", "block"): "blocked",
        ("blocked", "retry"): "checking",
        ("blocked", "cancel"): "cancelled",
        ("running", "complete"): "completed",
    },
)
ASK_AGAIN = timedelta(hours=1)


def missing(state: str, checks: Mapping[str, Any], receipts: Mapping[str, Any], services: Iterable[str]) -> list[str]:
    """The services whose answer the erasure waits for."""
    match state:
        case "checking" | "blocked":
            return sorted(set(services) - checks.keys())
        case "running":
            return sorted(set(services) - receipts.keys())
        case _:
            return []
