"""Events of usage, and our copy of what services report."""

from mewayz_kit.events import Event


class UsageWarned(Event, type="workspace.usage.warned.v1", subject="metric"):
    """80 % of a limit are used; once per period and way up."""

    metric: str
    period: str
    used: int
    limit: int


class UsageExceeded(Event, type="workspace.usage.exceeded.v1", subject="metric"):
    """All of a limit is used; once per period and way up."""

    metric: str
    period: str
    used: int
    limit: int


class UsageRecorded(Event, type="workspace.usage.recorded.v1", subject="metric", public=False):
    """Our copy of `{service}.usage.recorded.v1`: an absolute count; a newer version wins."""

    metric: str
    period: str
    used: int
    version: int
