"""The state table of activities. Pure."""

from mewayz_kit.state import Machine

ACTIVITY = Machine(
    "activity",
    {("open", "complete"): "completed", ("completed", "reopen"): "open"},
    field="status",
)
