"""Bodies of platform series."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.schema import Input, Output


class SeriesQuery(Input):
    """Which series, over UTC dates, both included; without dates, the last 30 days."""

    metric: Literal["users", "workspaces"]
    since: Annotated[date | None, Field(alias="from")] = None
    until: Annotated[date | None, Field(alias="to")] = None
    granularity: Literal["day", "week", "month"] = "day"


class SeriesPoint(Output):
    """One period: how many came, how many went, and how many there were when it ended."""

    start: date
    added: int
    removed: int
    total: int


class Series(Output):
    """A platform series; deleted workspaces that were restored came again."""

    metric: str
    since: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")
    rows: list[SeriesPoint]
