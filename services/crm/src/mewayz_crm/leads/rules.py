"""The state table of leads. Pure."""

from mewayz_kit.state import Machine

LEAD = Machine(
    "lead",
    {
        ("new", "assign"): "assigned",
        ("assigned", "start"): "in_process",
        ("in_process", "recycle"): "recycled",
        ("recycled", "start"): "in_process",
        ("new", "convert"): "converted",
        ("assigned", "convert"): "converted",
        ("in_process", "convert"): "converted",
        ("new", "kill"): "dead",
        ("assigned", "kill"): "dead",
        ("in_process", "kill"): "dead",
        ("recycled", "kill"): "dead",
    },
    field="status",
)
