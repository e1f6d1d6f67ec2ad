"""Tables of entitlements."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json
from mewayz_workspace.base import Base


class Subscription(WorkspaceScoped, Base, table=True):
    """What a workspace has subscribed to: one row, made with it, and the lock of every change.

    `bundles` is a list of {key, version}. `state`: free, incomplete, trialing, active, past_due, paused. The period
    is what was charged last; `paid_features` are the counted features it covers. `revision` grows with each change.
    `due_at` is when the clock has something to do here next.
    """

    __tablename__ = "subscriptions"

    workspace_id: UUID = Field(default=None, primary_key=True)
    plan: str = Field(default="free", max_length=40)
    plan_number: int = 1
    state: str = Field(default="free", max_length=20)
    bundles: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    cycle: str = Field(default="month", max_length=10, sa_column_kwargs={"server_default": "month"})
    revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    anchor_day: int | None = None
    period_start: datetime | None = None
    period_end: datetime | None = None
    cancel_at: datetime | None = None
    trial_ends_at: datetime | None = None
    trial_reminded_at: datetime | None = None
    paused_at: datetime | None = None
    pause_until: datetime | None = None
    paid_features: list[str] | None = Field(default=None, sa_type=Json)
    due_at: datetime | None = Field(default=None, index=True)


class Entitlements(WorkspaceScoped, Base, table=True):
    """The computed snapshot; `version` grows by one per change."""

    __tablename__ = "entitlements"

    workspace_id: UUID = Field(default=None, primary_key=True)
    version: int
    features: list[str] = Field(sa_type=Json)
    limits: dict[str, int] = Field(sa_type=Json)
    statics: dict[str, Any] = Field(sa_type=Json)
    counted: list[str] = Field(sa_type=Json)
    frozen_from: datetime | None = None
    valid_from: datetime


class WorkspaceFeature(WorkspaceScoped, Entity, Base, table=True):
    """A feature that the workspace has chosen. It is on as long as the entitlements name it."""

    __tablename__ = "workspace_features"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "feature",
            name="uq_workspace_features_feature",
            info={"problem": ("feature_chosen", "The feature is chosen already.")},
        ),
    )

    feature: str = Field(max_length=60)
    chosen_by: UUID | None = None


class WorkspaceGoal(WorkspaceScoped, Entity, Base, table=True):
    """A goal that the workspace has chosen. `primary_key` is `primary` on exactly one of them."""

    __tablename__ = "workspace_goals"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "goal", name="uq_workspace_goals_goal"),
        sa.UniqueConstraint("workspace_id", "primary_key", name="uq_workspace_goals_primary"),
    )

    goal: str = Field(max_length=60)
    position: int
    primary_key: str | None = Field(default=None, max_length=10)


class Override(WorkspaceScoped, Entity, Base, table=True):
    """`limit`: value {limits}; `comp`: value {features, bundles, plan}; `discount`: value {percent_bp};
    `trial_extension`: value {days}. `until` null is open-ended.
    """

    __tablename__ = "overrides"

    kind: str = Field(max_length=20)
    value: dict[str, Any] = Field(sa_type=Json)
    until: datetime | None = Field(default=None, index=True)
    reason: str = Field(max_length=500)
    given_by: UUID | None = None
    ended_at: datetime | None = None
