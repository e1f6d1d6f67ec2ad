"""Rules of incidents: pure."""

from collections.abc import Iterable

from mewayz_kit.state import Machine

STATES = ("investigating", "identified", "monitoring", "resolved")
INCIDENT = Machine(
    "incident",
    {(state, following): following for state in STATES[:3] for following in STATES}
    | {("resolved", "reopen"): "monitoring"},
)
ORDER = ("operational", "maintenance", "minor", "major", "critical")


def overall(impacts: Iterable[str], *, maintenance: bool) -> str:
    """The worst of the open incidents; one without impact changes nothing."""
    found = [impact for impact in impacts if impact in ORDER]
    return max(["maintenance" if maintenance else "operational", *found], key=ORDER.index)
