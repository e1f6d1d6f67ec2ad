"""Answers about usage."""

from datetime import datetime

from mewayz_kit.schema import Output


class UsageShown(Output):
    """One counter. `limit` -1 is unlimited; `*_bytes` metrics are in bytes. `level`: quiet, warned, exceeded."""

    metric: str
    period: str
    used: int
    limit: int
    level: str
    as_of: datetime


class UsageList(Output):
    """Every counter of the workspace, by metric; a metric that nothing has counted yet is absent."""

    items: list[UsageShown]
