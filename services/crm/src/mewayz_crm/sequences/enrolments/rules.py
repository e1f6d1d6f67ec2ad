"""The states of an enrolment. Pure."""

from mewayz_kit.state import Machine

ENROLMENT = Machine(
    "enrolment",
    {
        ("active", "finish"): "completed",
        ("active", "exit"): "exited",
        ("paused", "exit"): "exited",
        ("active", "fail"): "failed",
        ("active", "pause"): "paused",
        ("paused", "resume"): "active",
    },
)
"""crm.md §4."""
LIVE = ("active", "paused")
