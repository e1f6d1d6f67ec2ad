"""Bodies of dashboards and widgets."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_analytics.queries.schemas import Accepted, Path
from mewayz_kit.schema import Input, Record, patch_of

COLUMNS = 12
Name = Annotated[str, Field(min_length=1, max_length=120)]
Goal = Annotated[str, Field(pattern="^[a-z0-9-]{1,60}$")]


class DashboardCreate(Input):
    """A new board."""

    name: Name
    default_for: Annotated[Goal | None, Field(description="Goal whose board it is.", examples=["crm"])] = None


DashboardUpdate = patch_of(DashboardCreate)


class DashboardRead(Record):
    """A board."""

    name: str
    default_for: str | None


class WidgetCreate(Input):
    """A new tile. Its place is on a grid of twelve columns."""

    dashboard_id: UUID
    title: Name
    kind: Literal["number", "line", "bar", "table"]
    metric: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,59}$", examples=["contacts_created"])]
    dimension: Path | None = None
    granularity: Literal["day", "week", "month", "total"] = "day"
    filter: Annotated[dict[Path, Accepted], Field(max_length=10)] = {}
    column: Annotated[int, Field(ge=0, lt=COLUMNS)] = 0
    row: Annotated[int, Field(ge=0, lt=1000)] = 0
    width: Annotated[int, Field(ge=1, le=COLUMNS)] = 4
    height: Annotated[int, Field(ge=1, le=24)] = 4


WidgetUpdate = patch_of(WidgetCreate, without=("dashboard_id",))


class WidgetRead(Record):
    """A tile."""

    dashboard_id: UUID
    title: str
    kind: str
    metric: str
    dimension: str | None
    granularity: str
    filter: dict[str, list[str | int | bool]]
    column: int
    row: int
    width: int
    height: int
