"""The steps of the setup wizard: pure."""

from collections.abc import Mapping
from typing import Any

from mewayz_kit.state import Machine

STEPS = ("goals", "features", "team", "plan", "branding", "review")
NEEDED = ("goals", "features", "plan")
SKIPPABLE = ("team", "branding")
AFTER = {"features": "goals", "plan": "features"}
"""Which step has to be answered before another one can be."""
ONBOARDING = Machine(
    "onboarding",
    {
        ("in_progress", "complete"): "completed",
        ("in_progress", "charge"): "awaiting_payment",
        ("awaiting_payment", "complete"): "completed",
        ("awaiting_payment", "change"): "in_progress",
        ("completed", "reset"): "in_progress",
    },
)
Steps = Mapping[str, Mapping[str, Any]]


def blank() -> dict[str, Any]:
    """No step answered."""
    return {step: {"status": "todo", "data": None} for step in STEPS}


def percent(steps: Steps) -> int:
    """How much is done or skipped, in whole percent."""
    done = [name for name, step in steps.items() if step["status"] != "todo"]
    return len(done) * 100 // len(STEPS)


def current(steps: Steps) -> str | None:
    """The first step that is neither done nor skipped."""
    return next((name for name in STEPS if steps[name]["status"] == "todo"), None)


def missing(steps: Steps) -> list[str]:
    """What stands between the answers and the launch."""
    return [
        name
        for name in STEPS
        if name != "review"
        and (steps[name]["status"] == "todo" or (name in NEEDED and steps[name]["status"] != "done"))
    ]


def answered(steps: Steps, name: str, data: Any, status: str = "done") -> dict[str, Any]:
    """The steps with one of them answered; what depends on a changed answer is asked again."""
    changed = {key: dict(step) for key, step in steps.items()} | {name: {"status": status, "data": data}}
    changed["review"] = {"status": "todo", "data": None}
    if name == "goals" and steps["goals"]["data"] != data:
        for later in ("features", "plan"):
            changed[later]["status"] = "todo"
    if name == "features" and steps["features"]["data"] != data and changed["plan"]["status"] == "done":
        # The price is another one, so the plan is looked at again.
        changed["plan"]["status"] = "todo"
    return changed
