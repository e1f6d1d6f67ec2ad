"""Tables of dashboards and widgets."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_analytics.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json

ONE_DEFAULT = ("default_board_taken", "This goal has a default board already.")


class Dashboard(WorkspaceScoped, Entity, Base, table=True):
    """A board of the workspace. `default_for` names the goal whose board it is, at most one per goal."""

    __tablename__ = "dashboards"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "default_for", name="uq_dashboards_default", info={"problem": ONE_DEFAULT}),
    )

    name: str = Field(max_length=120)
    default_for: str | None = Field(default=None, max_length=60)


class Widget(WorkspaceScoped, Entity, Base, table=True):
    """One tile of a board: what it shows (a query without dates) and where, in columns and rows."""

    __tablename__ = "widgets"

    dashboard_id: UUID = Field(foreign_key="dashboards.id")
    title: str = Field(max_length=120)
    kind: str = Field(max_length=20)
    metric: str = Field(max_length=60)
    dimension: str | None = Field(default=None, max_length=120)
    granularity: str = Field(max_length=10)
    filter: dict[str, Any] = Field(sa_type=Json)
    column: int
    row: int
    width: int
    height: int
