"""Table of usage counters."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_workspace.base import Base


class UsageCounter(WorkspaceScoped, Entity, Base, table=True):
    """The last count of one metric; `period` is empty for things that are owned, `2026-11` for monthly ones.

    `counted_version` is the version of the count at its service: a newer one wins.
    """

    __tablename__ = "usage_counters"
    __table_args__ = (sa.UniqueConstraint("workspace_id", "metric", "period", name="uq_usage_counters_metric"),)

    metric: str = Field(max_length=60)
    period: str = Field(max_length=10)
    used: int
    counted_version: int
    warned_at: datetime | None = None
    exceeded_at: datetime | None = None
