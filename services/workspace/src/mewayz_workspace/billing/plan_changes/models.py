"""Tables of plan changes. They belong to the platform."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class PlanChange(Entity, Base, table=True):
    """Old subscribers of a plan or bundle move to version `to_number`.

    `state`: draft, analysed, scheduled, applying, applied, rolled_back, cancelled. `analysis` is what it would do.
    """

    __tablename__ = "plan_changes"

    kind: str = Field(max_length=10)
    key: str = Field(max_length=40)
    to_number: int
    reason: str = Field(max_length=500)
    state: str = Field(default="draft", max_length=12)
    analysis: dict[str, Any] | None = Field(default=None, sa_type=Json)
    analysed_at: datetime | None = None
    effective_at: datetime | None = Field(default=None, index=True)
    moved: int = 0
    created_by: UUID | None = None


class PlanChangeMove(Entity, Base, table=True):
    """One subscription that a plan change has moved, with the version it had: what a rollback needs."""

    __tablename__ = "plan_change_moves"
    __table_args__ = (sa.UniqueConstraint("plan_change_id", "workspace_id", name="uq_plan_change_moves_workspace"),)

    plan_change_id: UUID = Field(foreign_key="plan_changes.id")
    workspace_id: UUID = Field(index=True)
    from_number: int
    rolled_back_at: datetime | None = None
