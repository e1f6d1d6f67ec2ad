"""How people go through a program. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mewayz_kit.state import Machine

ENTRY = Machine(
    "onboarding_entry",
    {("started", "claim"): "claimed", ("claimed", "complete"): "completed"},
)
"""`ended` is for whose contact was erased: nothing moves it."""
ENDED = "ended"
ANSWERED = frozenset({"approved", "rejected"})
"""States of an affiliate in which the invitation is no longer open."""


def is_through(state: str, steps: Mapping[str, tuple[Any, datetime | None]]) -> bool:
    """Whether somebody who has claimed the account has done everything else that the program has for them. `steps`:
    what the program has, if anything, and when it was done."""
    return state == "claimed" and all(done is not None for wanted, done in steps.values() if wanted)
